// Where a lecture pauses: before each switch, before the step that decides, and before the finding.

import { list } from './story.js';

export function questionBefore(trace, number) {
  const { own } = trace;
  if (number < 1 || number > own.count) {
    return null;
  }

  const step = own.steps[number - 1];
  const isDecision = number === trace.decision;
  if (step.isSwitch || isDecision) {
    const choices = step.runnable.filter(agent => agent.kind !== 'clock' || step.agent === agent);
    const names = list(choices.map(agent => `${agent.shape} ${agent.name}`));
    return { number, isDecision, choices, right: step.agent, text: `What happens next? ${names} can step.` };
  }

  return trace.found && number === own.count
    ? { number, isDecision, choices: [], right: step.agent, text: 'One step is left. What has gone wrong?' }
    : null;
}

export function replyTo(question, choice) {
  const chosen = question.choices[choice];
  if (!chosen) {
    return '';
  }

  const name = agent => `${agent.shape} ${agent.name}`;
  return chosen === question.right
    ? `Yes: in this schedule ${name(chosen)} steps.`
    : `${name(chosen)} could have; in this schedule ${name(question.right)} steps.`;
}
