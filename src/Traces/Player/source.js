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
    const file = (step && step.code !== 'user' && step.file) || this.file || (this.trace.sources[0] || {}).file || '';
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
        line.querySelector('.who').append(element('span', { class: `flag ${lane.agent.look}` }, `${lane.agent.shape} ${name}`));
        this.marked.push(line);
      }
    });
    const centre = this.marked.find(line => line.classList.contains('current')) || this.marked[0];
    if (centre) {
      this.scroll.scrollTop = centre.offsetTop - (this.scroll.clientHeight - centre.offsetHeight) / 2;
    }

    this.note.textContent = this.lines.length === 0 && step && step.line ? `${step.file}:${step.line}` : '';
  }

  open(file) {
    const source = this.trace.sources.find(one => one.file === file);
    const rows = (source ? source.lines : []).map((text, i) => element(
      'div', { class: 'code' }, element('span', { class: 'who' }), element('span', { class: 'number' }, String(i + 1)), element('code', {}, text || ' ')));
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
