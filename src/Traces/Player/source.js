// The module's source with the line that each CPU stands at.

import { element } from './dom.js';

export class SourceView {
  constructor(panel, trace) {
    Object.assign(this, { panel, trace, file: null });
    this.title = panel.querySelector('h2');
    this.scroll = panel.querySelector('.scroll');
    this.lines = [];
  }

  show(step, lanes) {
    const file = this.fileAt(step);
    if (file !== this.file) {
      this.open(file);
    }

    this.marked?.forEach(line => this.clear(line));
    this.marked = [];
    lanes.forEach((lane, i) => {
      const line = lane.file === file && this.lines[lane.line - 1];
      if (line) {
        const name = this.trace.own.lanes[i].name;
        line.classList.add('here', lane.agent.look);
        line.classList.toggle('current', Boolean(step) && step.lane === i && step.line === lane.line && step.file === file);
        line.querySelector('.who').append(element('span', { class: `flag ${lane.agent.look}`, title: `${name}: ${lane.agent.name}` }, `${lane.agent.shape} `, element('span', { class: 'long' }, name), element('span', { class: 'brief' }, String(i))));
        this.marked.push(line);
      }
    });
    const centre = this.marked.find(line => line.classList.contains('current')) || this.marked[0] || this.lastLine(step);
    if (centre) {
      this.scroll.scrollTop = centre.offsetTop - (this.scroll.clientHeight - centre.offsetHeight) / 2;
    }

    this.note.textContent = this.lines.length === 0 && step && step.line ? `${step.file}:${step.line}` : '';
  }

  // The file that was last stepped in, or will be first; where the text of some is at hand, one of these.
  fileAt(step) {
    const { sources, own } = this.trace;
    const isShown = one => one.file && one.code !== 'user' && (sources.length === 0 || sources.some(source => source.file === one.file));
    let number = step ? step.number : 0;
    while (number > 0 && !isShown(own.steps[number - 1])) {
      number--;
    }

    return ((number > 0 ? own.steps[number - 1] : own.steps.find(isShown)) || { file: '' }).file;
  }

  // Where nobody stands in the file any more: the line that somebody stood at last; before all, the first that anybody will.
  lastLine(step) {
    const { steps } = this.trace.own;
    const inFile = one => one.file === this.file && one.code !== 'user';
    const last = steps.slice(0, step ? step.number : 0).findLast(inFile) || steps.find(inFile);
    return last && this.lines[last.line - 1];
  }

  open(file) {
    const source = this.trace.sources.find(one => one.file === file);
    const rows = (source ? source.lines : []).map((text, i) => element(
      'div', { class: 'code' }, element('span', { class: 'who' }), element('span', { class: 'number' }, String(i + 1)), element('code', {}, halved(text) || ' ')));
    this.note = element('p', { class: 'note' });
    this.scroll.replaceChildren(this.note, ...rows);
    this.title.textContent = file || 'Source';
    Object.assign(this, { file, lines: rows });
  }

  clear(line) {
    line.className = 'code';
    line.querySelector('.who').replaceChildren();
  }
}

// Half the indentation: a hall reads what a line says, not how deep it stands.
const halved = text => text.replace(/^ +/, spaces => ' '.repeat(Math.ceil(spaces.length / 2)));
