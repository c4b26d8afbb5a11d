// What the step at hand is, in words large enough for the last row; at the end what was found, and why.

import { element } from './dom.js';
import { contextName } from './trace.js';
import { wordsToShow } from './memory.js';

const mostChanges = 2;

export class StoryView {
  constructor(panel, trace, answer) {
    Object.assign(this, { panel, trace, answer, words: new Map(wordsToShow(trace).map(word => [word.index, word])) });
  }

  show(view) {
    this.panel.classList.toggle('asking', Boolean(view.question));
    this.panel.classList.toggle('found', this.isFinding(view) && !view.question);
    this.panel.replaceChildren(...(view.question ? this.question(view, view.question) : view.number === 0 ? this.start(view) : this.step(view)));
    this.panel.scrollTop = 0;
  }

  isFinding(view) {
    return this.trace.found === true && view.number === this.trace.own.count;
  }

  start(view) {
    const { trace } = this;
    const names = trace.agents.filter(agent => agent.kind === 'task' && trace.own.steps.some(step => step.agent === agent));
    return [
      element('p', { class: 'where' }, `Before the first of ${trace.own.count} steps`),
      element('p', { class: 'what' }, names.length ? `${list(names.map(agent => `${agent.shape} ${agent.name}`))} ${names.length === 1 ? 'runs' : 'run'}.` : 'Nothing has run yet.'),
      element('p', { class: 'text' }, view.lecture ? '→ goes on. Before each switch the player asks what comes next.' : '→ goes one step on, ? shows all keys.'),
    ];
  }

  step(view) {
    const step = this.trace.own.steps[view.number - 1];
    const made = [
      element(
        'p', { class: 'where' },
        `Step ${step.number} of ${this.trace.own.count} · `,
        element('span', { class: `who ${step.agent.look}` }, `${step.agent.shape} ${step.agent.name}`),
        step.lane >= 0 && step.cpu >= 0 ? ` on CPU ${step.cpu}` : '',
        contextName[step.context] ? ` · ${contextName[step.context]}` : '',
        step.line && step.code !== 'user' ? ` · ${step.file}:${step.line}` : '',
        ...this.tags(step)),
      element('p', { class: 'what' }, step.words, ...this.changes(view, step)),
    ];
    if (view.reply) {
      made.push(element('p', { class: 'reply' }, view.reply));
    }

    return [...made, ...this.texts(view, step)];
  }

  changes(view, step) {
    return step.changes
      .filter(change => this.words.has(change.word) && this.words.get(change.word).kind !== 'control')
      .slice(0, mostChanges)
      .map(change => element('span', { class: 'change' }, `${this.words.get(change.word).label}: ${view.state.before.get(change.word)} → ${change.value}`));
  }

  tags(step) {
    const tags = [];
    const add = (is, text, kind) => is && tags.push(element('span', { class: `tag ${kind}` }, text));
    add(step.isSwitch, '⇢ switch', 'switch');
    add(step.number === this.trace.decision, '◆ decision', 'decision');
    add(step.isMarked, `► ${this.trace.markName.toLowerCase()}`, 'race');
    add(step.isFault, '✖ the access fails', 'fault');
    return tags;
  }

  texts(view, step) {
    const { trace } = this;
    const made = [];
    if (view.lecture && step.note) {
      made.push(element('p', { class: 'say' }, element('strong', {}, 'Say: '), step.note));
    }

    if (this.isFinding(view)) {
      made.push(element('p', { class: 'finding' }, '✖ ', trace.title), trace.cause ? element('p', { class: 'text' }, trace.cause) : '');
    } else if (view.number === trace.own.count) {
      made.push(element('p', { class: 'finding good' }, '✔ ', trace.title));
    }

    if (trace.contrast && trace.contrast.text && (step.number === trace.decision || (view.compare && view.number === trace.own.count))) {
      made.push(element('p', { class: 'text' }, '◆ ', trace.contrast.text));
    }

    return made.filter(Boolean);
  }

  question(view, question) {
    const choices = question.choices.map((agent, i) => {
      const button = element('button', { type: 'button', class: 'choice' }, element('kbd', {}, String(i + 1)), ` ${agent.shape} ${agent.name}`);
      button.addEventListener('click', () => this.answer(i));
      return button;
    });
    const before = view.number > 0 && this.trace.own.steps[view.number - 1].note;
    return [
      ...(before ? [element('p', { class: 'say' }, element('strong', {}, 'Say: '), before)] : []),
      element('p', { class: 'where' }, `Before step ${question.number}`, ...(question.isDecision ? [element('span', { class: 'tag decision' }, '◆ this one decides')] : [])),
      element('p', { class: 'ask' }, question.text),
      element('div', { class: 'choices' }, ...choices, element('span', { class: 'hint' }, '→ shows it')),
    ];
  }
}

export const list = names => (names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`);
