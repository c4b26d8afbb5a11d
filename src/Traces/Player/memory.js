// The words of memory that matter to the run, by whom they belong to, and which of them this step changed.

import { element } from './dom.js';

const groups = [
  ['Locks', word => word.isLock],
  ['Module', word => word.kind === 'module_data'],
  ['Counted by the scenario', word => word.kind === 'ghost'],
  ['Kernel', word => word.kind !== 'control'],
  ['Tasks and CPUs', () => true],
];

export class MemoryView {
  constructor(panel, trace) {
    this.scroll = panel.querySelector('.scroll');
    this.rows = new Map();
    let rest = wordsToShow(trace);
    const body = [];
    for (const [title, belongs] of groups) {
      const words = rest.filter(belongs);
      rest = rest.filter(word => !words.includes(word));
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

// Locks; what the scenario counts; of the other words those that more than one agent changes, and those that code of a
// module speaks of. What one agent alone changes inside the kernel is its own business, and how CPUs keep their books is theirs.
export function wordsToShow(trace) {
  const changedBy = new Map();
  const texts = new Set();
  for (const step of trace.own.steps) {
    for (const { word } of step.changes) {
      changedBy.set(word, (changedBy.get(word) || new Set()).add(step.agent));
    }

    if (step.code === 'module' || step.code === 'primitive') {
      texts.add(step.words);
    }
  }

  const isSpokenOf = name => [...texts].some(text => text.includes(name));
  const isAlone = word => trace.words.filter(other => other.name === word.name).length === 1;
  return trace.words
    .map((word, index) => ({ ...word, index, label: word.owner && !isAlone(word) ? `${word.owner}: ${word.name}` : word.name }))
    .filter(word => {
      const agents = (changedBy.get(word.index) || new Set()).size;
      return word.isLock || (agents > 1 && word.kind !== 'control') || (agents > 0 && (word.kind === 'module_data' || word.kind === 'ghost')) || (word.kind !== 'text' && isSpokenOf(word.name));
    });
}
