// The lanes: a column a CPU, a row a step, arrows for switches and messages. Only the rows in sight exist.

import { element } from './dom.js';
import { contextName } from './trace.js';

const rowHeight = 2; // rem, as in the style sheet
const spare = 6;
const manyLanes = 3;

export class LaneView {
  constructor(panel, trace, run, pick) {
    Object.assign(this, { panel, trace, run, pick, number: 0, hidesFuture: false });
    this.heads = panel.querySelector('.heads');
    this.scroll = panel.querySelector('.scroll');
    this.rows = panel.querySelector('.rows');
    panel.classList.toggle('many', run.lanes.length > manyLanes);
    panel.style.setProperty('--lanes', Math.max(1, run.lanes.length));
    this.scroll.addEventListener('scroll', () => this.draw());
    new ResizeObserver(() => this.follow()).observe(this.scroll);
  }

  show(number, lanes, hidesFuture) {
    this.number = Math.min(number, this.run.count);
    this.hidesFuture = hidesFuture;
    this.heads.replaceChildren(element('span', { class: 'gutter' }, 'step'), ...this.run.lanes.map((lane, i) => this.head(lane, lanes[i])));
    this.follow();
  }

  // The lane's name, and what stands on its stack: the task, and interrupts on top of it.
  head(lane, state) {
    const stack = state.stack.filter(Boolean);
    const tags = stack.map(({ agent, context }) => element('span', { class: `who ${agent.look} ${context}` }, `${agent.shape} ${agent.name}`, contextName[context] ? ` ${contextName[context]}` : ''));
    return element('span', { class: 'head' }, element('strong', {}, lane.name), ...(lane.isAgent ? [] : tags));
  }

  shown() {
    return this.hidesFuture ? this.endOf(this.number) : this.run.rows.length;
  }

  // The row after the last that belongs to a step.
  endOf(number) {
    return number < this.run.count ? this.run.steps[number].row - (this.run.steps[number].isSwitch ? 1 : 0) : this.run.rows.length;
  }

  follow() {
    this.height = rowHeight * parseFloat(getComputedStyle(document.documentElement).fontSize);
    this.rows.style.height = `${(this.shown() + 2) * this.height}px`;
    const row = this.number > 0 ? this.run.steps[this.number - 1].row : 0;
    this.scroll.scrollTop = Math.max(0, (row + 1) * this.height - this.scroll.clientHeight * 0.62);
    this.draw();
  }

  draw() {
    const first = Math.max(0, Math.floor(this.scroll.scrollTop / this.height) - spare);
    const last = Math.min(this.shown(), Math.ceil((this.scroll.scrollTop + this.scroll.clientHeight) / this.height) + spare);
    const made = this.run.lanes.map((_, i) => this.rail(i));
    for (let i = first; i < last; i++) {
      const row = this.row(this.run.rows[i], i);
      row.style.top = `${i * this.height}px`;
      made.push(row);
    }

    this.rows.replaceChildren(...made);
  }

  // The line at the left of a lane, all the way down.
  rail(lane) {
    const made = element('div', { class: 'rail', role: 'presentation' });
    made.style.left = `calc(var(--gutter) + (100% - var(--gutter)) * ${lane / this.run.lanes.length})`;
    return made;
  }

  row(row, index) {
    const age = row.step > this.number ? ' future' : row.step === this.number ? ' now' : '';
    const attributes = { role: 'listitem', class: `row ${row.kind}${age}`, 'aria-posinset': index + 1, 'aria-setsize': this.run.rows.length };
    const made = element('div', attributes, ...this.cells(row));
    made.addEventListener('click', () => this.pick(row.step));
    return made;
  }

  cells(row) {
    switch (row.kind) {
      case 'step': return this.stepCells(row.data);
      case 'switch': return this.arrow(row, [`⇢ ${row.agent.shape} ${row.agent.name} goes on`]);
      case 'message': return this.arrow(row, [`✉ ${row.sender} `, element('span', { class: 'short', role: 'img', 'aria-label': 'to' }), ` ${row.receiver}: ${row.text}`]);
      default: return [this.cell(row.lane, ['log'], `log: ${row.text}`)];
    }
  }

  stepCells(step) {
    const isDecision = step.number === this.trace.decision;
    const mark = step.isFault ? '✖' : isDecision ? '◆' : step.isMarked ? '►' : '';
    const name = step.isFault ? 'the access fails' : isDecision ? 'the deciding step' : 'a step of the explanation';
    const classes = [step.agent.look, `code-${step.code}`, `in-${step.context}`];
    if (step.isMarked || isDecision || step.isFault) {
      classes.push('marked');
    }

    const chip = contextName[step.context] ? element('span', { class: 'chip' }, contextName[step.context]) : '';
    const hasPlace = step.code !== 'user' && (this.trace.sources.length === 0 ? step.line > 0 : this.trace.sources.some(source => source.file === step.file));
    const place = hasPlace ? element('span', { class: 'place', title: `${step.file}:${step.line}` }, `:${step.line}`) : '';
    return [
      element('span', { class: 'gutter' }, mark ? element('span', { class: 'mark', role: 'img', 'aria-label': name, title: name }, mark) : '', String(step.number)),
      this.cell(step.lane, classes, chip, element('span', { class: 'shape', 'aria-hidden': 'true' }, step.agent.shape), element('span', { class: 'what', title: step.words }, step.words), place),
    ];
  }

  cell(lane, classes, ...content) {
    const made = element('span', { class: ['cell', ...classes].join(' ') }, ...content);
    // Where lanes are narrow, words may run into the next one: a row has one cell.
    const { length } = this.run.lanes;
    made.style.gridColumn = lane < 0 ? '2 / -1' : length > manyLanes && lane < length - 1 ? `${lane + 2} / span 2` : String(lane + 2);
    return made;
  }

  // From the middle of one lane to the edge of another, where the words are; within one lane the words alone.
  arrow(row, words) {
    const { kind } = row;
    const label = this.cell(row.to < 0 ? row.from : row.to, ['label', kind], element('span', { class: 'what' }, ...words));
    if (row.from === row.to) {
      return [label];
    }

    const isRight = row.to > row.from;
    const from = row.from < 0 ? 0 : row.from + 0.5;
    const to = row.to < 0 ? 0 : isRight ? row.to + 0.01 : row.to + 0.88;
    const share = lane => lane / this.run.lanes.length;
    const line = element('span', { class: `line ${kind} ${isRight ? 'rightwards' : 'leftwards'}`, 'aria-hidden': 'true' });
    line.style.left = `calc(var(--gutter) + (100% - var(--gutter)) * ${share(Math.min(from, to))})`;
    line.style.width = `calc((100% - var(--gutter)) * ${share(Math.abs(to - from))})`;
    return [line, label];
  }
}
