// The words of memory that matter to the run, by whom they belong to, and which of them this step changed.

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
    const shown = wordsToShow(trace);
    const body = [];
    for (const [title, kinds] of groups) {
      const words = shown.filter(word => kinds.includes(word.kind));
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
    const row = element('tr', {}, element('th', { scope: 'row' }, word.label), value);
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

// Of the kernel's words those that more than one agent changes: what one alone changes is its own business. Of the
// module's also those that are only read.
export function wordsToShow(trace) {
  const changedBy = new Map();
  for (const step of trace.own.steps) {
    for (const { word } of step.changes) {
      changedBy.set(word, (changedBy.get(word) || new Set()).add(step.agent));
    }
  }

  const texts = new Set(trace.own.steps.map(step => step.words));
  const isSpokenOf = name => [...texts].some(text => text.includes(name));
  const isAlone = word => trace.words.filter(other => other.name === word.name).length === 1;
  return trace.words
    .map((word, index) => ({ ...word, index, label: word.owner && !isAlone(word) ? `${word.owner}: ${word.name}` : word.name }))
    .filter(({ kind, name, index }) => {
      const agents = (changedBy.get(index) || new Set()).size;
      return kind === 'module_data' ? agents > 0 || isSpokenOf(name) : kind === 'ghost' ? agents > 0 : agents > 1;
    });
}
