// The trace that the page carries, with its texts put back in place.

const shapes = ['●', '■', '▲', '◆', '★', '⬟', '✚', '⬢'];

export function readTrace(json) {
  const data = JSON.parse(json);
  const agents = data.agents.map((agent, id) => ({ ...agent, id }));
  dress(agents, data.lines);
  const own = readRun(data, data.lines, agents);
  nameHolders(data.words, own.steps);
  return {
    ...data,
    agents,
    own,
    beside: data.beside.length ? readRun(data, data.beside, agents) : null,
    decision: data.contrast ? data.contrast.step : 0,
    markName: new Set(own.steps.filter(step => step.isMarked).map(step => step.agent)).size === 1 ? 'Cause' : 'Race',
    marked: own.steps.filter(step => step.isMarked).map(step => step.number),
    switches: own.steps.filter(step => step.isSwitch).map(step => step.number),
  };
}

// A word that is taken and given back as a lock is free or held, by whoever took it; what it holds is the kernel's business.
function nameHolders(words, steps) {
  const isTaken = (step, word) => step.operation === 'lock' && !step.isFault && step.words.includes(words[word].name);
  for (const step of steps) {
    step.changes.filter(({ word }) => isTaken(step, word)).forEach(({ word }) => { words[word].isLock = true; });
  }

  const state = (value, agent) => (value === '0' ? 'free' : agent ? `held by ${agent.shape} ${agent.name}` : 'held');
  words.filter(word => word.isLock).forEach(word => { word.value = state(word.value); });
  for (const step of steps) {
    step.changes.filter(({ word }) => words[word].isLock).forEach(change => { change.value = state(change.value, step.agent); });
  }
}

// Shapes and colours go to tasks first, in the order in which they come.
function dress(agents, lines) {
  const seen = [...new Set(lines.filter(line => line.n !== undefined).map(line => agents[line.a]))];
  const isTask = agent => agent.kind === 'task';
  const order = [...new Set([...seen.filter(isTask), ...seen, ...agents])];
  order.forEach((agent, i) => Object.assign(agent, { shape: shapes[i % shapes.length], look: `agent${i % shapes.length}` }));
}

// One schedule: its steps, the lanes they are taken in, and the rows that show them.
function readRun(data, lines, agents) {
  const text = number => data.texts[number];
  const lanes = Array.from({ length: cpuCount(data, lines) }, (_, cpu) => ({ name: `CPU ${cpu}` }));
  const ofAgent = new Map();
  const steps = [];
  const rows = [];
  let previous = null;
  for (const line of lines) {
    if (line.n !== undefined) {
      const step = readStep(line, text, agents);
      step.lane = laneOf(step, lanes, ofAgent);
      if (step.isSwitch && previous) {
        rows.push({ kind: 'switch', step: step.number, agent: step.agent, from: previous.lane, to: step.lane });
      }

      step.row = rows.length;
      rows.push({ kind: 'step', step: step.number, data: step });
      steps.push(step);
      previous = step;
    } else if (line.from !== undefined) {
      const [from, to] = [text(line.from), text(line.to)];
      rows.push({ kind: 'message', step: steps.length, sender: actorName(from, agents), receiver: actorName(to, agents), text: text(line.t), from: actorLane(from, previous), to: actorLane(to, previous) });
    } else {
      rows.push({ kind: 'log', step: steps.length, lane: line.c, text: text(line.log) });
    }
  }

  return { steps, rows, lanes, count: steps.length };
}

const cpuCount = (data, lines) => lines.reduce((most, line) => (line.n !== undefined && line.c >= most ? line.c + 1 : most), data.cpus);

function readStep(line, text, agents) {
  const changes = [];
  for (let i = 0; line.h && i < line.h.length; i += 2) {
    changes.push({ word: line.h[i], value: text(line.h[i + 1]) });
  }

  return {
    number: line.n,
    cpu: line.c,
    agent: agents[line.a],
    words: text(line.t),
    operation: text(line.o),
    code: text(line.k),
    context: line.x === undefined ? 'task' : text(line.x),
    depth: line.d || 0,
    file: line.f === undefined ? '' : text(line.f),
    line: line.l || 0,
    isSwitch: line.s === 1,
    isMarked: line.m === 1,
    isFault: line.e === 1,
    note: line.y === undefined ? '' : text(line.y),
    runnable: (line.r || [line.a]).map(id => agents[id]),
    changes,
  };
}

// Devices and the clock have no lane. Who needs no CPU has one of its own.
function laneOf(step, lanes, ofAgent) {
  if (step.context === 'source' || step.context === 'clock') {
    return -1;
  }

  if (step.cpu < 0) {
    if (!ofAgent.has(step.agent.id)) {
      ofAgent.set(step.agent.id, lanes.length);
      lanes.push({ name: step.agent.name, isAgent: true });
    }

    return ofAgent.get(step.agent.id);
  }

  return step.cpu;
}

// A process and a module are where the step is that spoke of them.
function actorLane(actor, step) {
  const cpu = /^cpu(\d+)$/.exec(actor);
  return cpu ? Number(cpu[1]) : actor.startsWith('source') || actor === 'clock' ? -1 : step ? step.lane : -1;
}

function actorName(actor, agents) {
  const name = actor.replace(/^process /, '').replace(/^cpu(\d+)$/, 'CPU $1');
  const agent = agents.find(one => one.name === name);
  return agent ? `${agent.shape} ${name}` : name;
}

export const contextName = { task: '', soft_irq: 'softirq', hard_irq: 'IRQ', source: 'device', clock: 'clock' };
