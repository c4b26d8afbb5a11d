// The page as it is printed: every step in one table, and what was found.

import { element } from './dom.js';
import { contextName } from './trace.js';
import { wordsToShow } from './memory.js';

export function fillPaper(paper, trace) {
  if (paper.childElementCount) {
    return;
  }

  const cells = (tag, ...texts) => texts.map(text => element(tag, {}, text));
  const shown = new Map(wordsToShow(trace).map(word => [word.index, word.label]));
  const rows = trace.own.steps.map(step => {
    const marks = [step.isSwitch ? '⇢' : '', step.number === trace.decision ? '◆' : '', step.isMarked ? '►' : '', step.isFault ? '✖' : ''].join('');
    const changes = step.changes.filter(change => shown.has(change.word)).map(change => `${shown.get(change.word)} = ${change.value}`).join(', ');
    return element(
      'tr', { class: step.isMarked || step.number === trace.decision ? 'marked' : '' },
      ...cells('td', `${marks} ${step.number}`, step.cpu >= 0 ? `CPU ${step.cpu}` : '', `${step.agent.shape} ${step.agent.name}${contextName[step.context] ? ` (${contextName[step.context]})` : ''}`),
      ...cells('td', step.words, step.line ? `${step.file}:${step.line}` : '', changes));
  });
  paper.append(
    element('h1', {}, `${trace.scenario} in ${trace.environment}`),
    element('p', { class: 'finding' }, trace.title),
    element('p', {}, trace.cause),
    element('p', {}, trace.contrast ? trace.contrast.text : ''),
    element('p', { class: 'legend' }, '⇢ another one goes on although the one before could have; ◆ the step that decides; ► a step of the race; ✖ an access that fails.'),
    element(
      'table', {},
      element('thead', {}, element('tr', {}, ...cells('th', 'step', 'where', 'who', 'what', 'line', 'changed'))),
      element('tbody', {}, ...rows)),
    element('p', { class: 'legend' }, `smp replay ${trace.token}`));
}
