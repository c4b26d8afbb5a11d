// What memory holds and where every lane stands after any step. A copy is kept every so many steps, so that a step back
// in a long run costs no more than a few steps forward.

const between = 64;

export class Timeline {
  constructor(run, words) {
    this.run = run;
    this.start = {
      values: words.map(word => word.value),
      lanes: this.run.lanes.map(() => ({ stack: [], file: '', line: 0, agent: null })),
    };
    this.copies = [this.start];
    let state = copyOf(this.start);
    for (let number = 1; number <= this.run.count; number++) {
      apply(state, this.run.steps[number - 1]);
      if (number % between === 0) {
        this.copies.push(copyOf(state));
      }
    }
  }

  // The state after a step; 0 is before the first. `before` has what the words it changed held.
  at(number) {
    const state = copyOf(this.copies[Math.floor(Math.max(0, number - 1) / between)]);
    const from = Math.floor(Math.max(0, number - 1) / between) * between;
    for (let i = from; i < number - 1; i++) {
      apply(state, this.run.steps[i]);
    }

    const before = new Map();
    if (number > 0) {
      const step = this.run.steps[number - 1];
      step.changes.forEach(change => before.set(change.word, state.values[change.word]));
      apply(state, step);
    }

    return { ...state, before };
  }
}

const copyOf = state => ({ values: state.values.slice(), lanes: state.lanes.map(lane => ({ ...lane, stack: lane.stack.slice() })) });

function apply(state, step) {
  for (const change of step.changes) {
    state.values[change.word] = change.value;
  }

  const lane = state.lanes[step.lane];
  if (!lane) {
    return;
  }

  // What ran below an interrupt is still there when it is over; what ran above is not.
  lane.stack.length = Math.min(lane.stack.length, step.depth);
  while (lane.stack.length < step.depth) {
    lane.stack.push(null);
  }

  lane.stack.push({ agent: step.agent, context: step.context });
  if (step.file && (step.code === 'module' || step.code === 'primitive')) {
    Object.assign(lane, { file: step.file, line: step.line, agent: step.agent });
  } else if (step.code === 'user') {
    Object.assign(lane, { file: '', line: 0, agent: null });
  }
}
