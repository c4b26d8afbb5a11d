// The words of memory that the run changes, by whom they belong to, and which of them this step changed.

import { element } from './dom.js';

const groups = [
  ['Module', ['module_data']],
  ['Counted by the scenario', ['ghost']],
  ['Kernel', ['kernel_data', 'heap', 'text', 'user']],
  ['Tasks and CPUs', ['control']],
];

export class MemoryView {
  constructor(panel, trace) {
    this.scroll = panel.querySelector('.scroll');
    this.rows = new Map();
    const used = new Set(trace.own.steps.flatMap(step => step.changes.map(change => change.word)));
    const looked = new Set(trace.own.steps.map(step => step.words));
    const body = [];
    for (const [title, kinds] of groups) {
      const words = trace.words
        .map((word, index) => ({ ...word, index }))
        .filter(word => kinds.includes(word.kind) && (used.has(word.index) || (word.kind === 'module_data' && isSpokenOf(word.name, looked))));
      if (words.length) {
        body.push(element('tr', { class: 'group' }, element('th', { colspan: 2, scope: 'colgroup' }, title)), ...words.map(word => this.make(word)));
      }
    }

    this.scroll.replaceChildren(body.length
      ? element('table', {}, element('tbody', {}, ...body))
      : element('p', { class: 'note' }, 'This run changes nothing that has a name.'));
  }

  make(word) {
    const value = element('td', {});
    const row = element('tr', {}, element('th', { scope: 'row' }, word.name), value);
    this.rows.set(word.index, { row, value });
    return row;
  }

  show(state) {
    let first = null;
    for (const [index, { row, value }] of this.rows) {
      const changed = state.before.has(index);
      row.className = changed ? 'changed' : '';
      value.replaceChildren(changed ? element('span', { class: 'was' }, `${state.before.get(index)} → `) : '', element('span', { class: 'is' }, state.values[index]));
      first = changed && !first ? row : first;
    }

    if (first && (first.offsetTop < this.scroll.scrollTop || first.offsetTop + first.offsetHeight > this.scroll.scrollTop + this.scroll.clientHeight)) {
      this.scroll.scrollTop = Math.max(0, first.offsetTop - 40);
    }
  }
}

function isSpokenOf(name, texts) {
  for (const text of texts) {
    if (text.includes(name)) {
      return true;
    }
  }

  return false;
}
