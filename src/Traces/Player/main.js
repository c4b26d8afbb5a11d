// The player: which step is shown, and everything that leads to another one.

import { byId, element } from './dom.js';
import { readTrace } from './trace.js';
import { Timeline } from './timeline.js';
import { LaneView } from './lanes.js';
import { SourceView } from './source.js';
import { MemoryView } from './memory.js';
import { StoryView } from './story.js';
import { questionBefore, replyTo } from './lecture.js';
import { startTheme, switchTheme } from './theme.js';
import { bindKeys } from './keys.js';
import { fillPaper } from './paper.js';

const speeds = [0.5, 1, 2, 4, 8, 16, 60];
const trace = readTrace(byId('trace').textContent);
const timeline = new Timeline(trace.own, trace.words);
const timelineBeside = trace.beside && new Timeline(trace.beside, []);
const count = trace.own.count;
const view = { number: 0, lecture: false, compare: false, question: null, reply: '', timer: 0, speed: 1 };

const lanes = new LaneView(byId('lanes'), trace, trace.own, go);
const beside = trace.beside && new LaneView(byId('beside'), trace, trace.beside, go);
const source = new SourceView(byId('source'), trace);
const memory = new MemoryView(byId('memory'), trace);
const story = new StoryView(byId('story'), trace, answer);

function show() {
  const state = timeline.at(view.number);
  const step = view.number > 0 ? trace.own.steps[view.number - 1] : null;
  view.state = state;
  story.show(view);
  lanes.show(view.number, state.lanes, view.lecture);
  if (view.compare) {
    beside.show(view.number, timelineBeside.at(Math.min(view.number, trace.beside.count)).lanes, view.lecture);
  }

  source.show(step, state.lanes);
  memory.show(state);
  byId('slider').value = view.number;
  byId('slider').setAttribute('aria-valuetext', `step ${view.number} of ${count}`);
  byId('outcome').textContent = view.lecture && view.number < count ? '' : trace.title;
  remember();
}

// The step is in the address, so that a slide can link to it.
function remember() {
  const fragment = `#step=${view.number}${trace.token ? `&token=${encodeURIComponent(trace.token)}` : ''}`;
  if (location.hash !== fragment) {
    history.replaceState(null, '', fragment);
  }
}

function recall() {
  const step = Number(new URLSearchParams(location.hash.slice(1)).get('step'));
  return Number.isInteger(step) ? step : 0;
}

function go(number) {
  Object.assign(view, { number: Math.max(0, Math.min(count, number)), question: null, reply: '' });
  show();
}

// One step on. In a lecture some steps are asked for first, and shown when they are asked for again.
function forward() {
  if (view.question) {
    go(view.question.number);
    return;
  }

  const question = view.lecture ? questionBefore(trace, view.number + 1) : null;
  if (question) {
    pause();
    Object.assign(view, { question, reply: '' });
    show();
  } else {
    go(view.number + 1);
  }
}

// A jump ends where it says, but in a lecture before what is asked there.
function jump(number) {
  pause();
  const question = view.lecture && number > view.number ? questionBefore(trace, number) : null;
  if (question) {
    Object.assign(view, { number: number - 1, question, reply: '' });
    show();
  } else {
    go(number);
  }
}

function answer(choice) {
  if (view.question && view.question.choices[choice]) {
    const { question } = view;
    Object.assign(view, { number: question.number, question: null, reply: replyTo(question, choice) });
    show();
  }
}

const next = numbers => numbers.find(number => number > view.number);
const nextOf = numbers => next(numbers) || numbers[0];

function back() {
  pause();
  go(view.question ? view.number : view.number - 1);
}

function nextSwitch() {
  // From the last one on there is none: the end.
  jump(next(trace.switches) || count);
}

function previousSwitch() {
  pause();
  go(trace.switches.filter(number => number < view.number).at(-1) || 0);
}

function pause() {
  clearTimeout(view.timer);
  view.timer = 0;
  byId('play').setAttribute('aria-pressed', 'false');
  byId('play-name').textContent = 'Play';
}

function play() {
  if (view.timer) {
    pause();
    return;
  }

  if (view.number >= count && !view.question) {
    go(0);
  }

  byId('play').setAttribute('aria-pressed', 'true');
  byId('play-name').textContent = 'Pause';
  const beat = () => {
    view.timer = setTimeout(() => {
      beat();
      forward();
      if (view.number >= count) {
        pause();
      }
    }, 1000 / speeds[view.speed]);
  };
  beat();
}

function faster(by) {
  view.speed = Math.max(0, Math.min(speeds.length - 1, view.speed + by));
  byId('speed').textContent = `${speeds[view.speed]} ${speeds[view.speed] === 1 ? 'step' : 'steps'}/s`;
}

// Two schedules in one kernel, or one schedule in two.
const outcomeOf = fails => (fails ? '✖ fails' : '✔ passes');
const isTwoKernels = Boolean(trace.contrast && trace.contrast.environment);

function ownTitle() {
  return isTwoKernels ? `${trace.environment}: ${outcomeOf(trace.found === true)}` : trace.contrast.passes ? '✖ This schedule fails' : '✔ This schedule passes';
}

function besideTitle() {
  return isTwoKernels ? `${trace.contrast.environment}: ${outcomeOf(!trace.contrast.passes)}`
    : trace.contrast.passes ? '✔ The nearest schedule that passes' : '✖ The schedule that fails';
}

function toggle(name) {
  view[name] = !view[name];
  byId(name).setAttribute('aria-pressed', String(view[name]));
  document.body.classList.toggle(name, view[name]);
  if (name === 'compare') {
    byId('beside').hidden = !view.compare;
    byId('lanes-title').textContent = view.compare && trace.contrast ? ownTitle() : 'This schedule';
  }

  view.question = null;
  show();
}

const nameTheme = theme => {
  byId('theme-name').textContent = theme === 'dark' ? 'Light' : 'Dark';
};

const commands = [
  { keys: ['ArrowRight', 'j', 'Enter'], shown: ['→', 'j'], what: 'one step forward; shows the answer to a question', run: () => { pause(); forward(); }, button: 'forward' },
  { keys: ['ArrowLeft', 'k'], shown: ['←', 'k'], what: 'one step back', run: back, button: 'back' },
  { keys: ['n', 'Shift+ArrowRight'], shown: ['n'], what: 'to the next switch', run: nextSwitch, button: 'next-switch' },
  { keys: ['p', 'Shift+ArrowLeft'], shown: ['p'], what: 'to the switch before', run: previousSwitch },
  { keys: ['r'], shown: ['r'], what: 'to the next step of the race, or of the cause where there is none', run: () => trace.marked.length && jump(nextOf(trace.marked)), button: 'pair', needs: trace.marked.length > 0 },
  { keys: ['d'], shown: ['d'], what: 'to the step that decides', run: () => trace.decision && jump(trace.decision), button: 'decision', needs: trace.decision > 0 },
  { keys: ['f'], shown: ['f'], what: 'to the finding', run: () => jump(count), button: 'finding', needs: trace.found === true },
  { keys: ['Home'], shown: ['Home'], what: 'to the start', run: () => jump(0), button: 'first' },
  { keys: ['End'], shown: ['End'], what: 'to the end', run: () => { pause(); go(count); }, button: 'last' },
  { keys: [' '], shown: ['space'], what: 'play and pause', run: play, button: 'play' },
  { keys: ['-'], shown: ['−'], what: 'slower', run: () => faster(-1), button: 'slower' },
  { keys: ['+', '='], shown: ['+'], what: 'faster', run: () => faster(1), button: 'faster' },
  { keys: ['c'], shown: ['c'], what: isTwoKernels ? 'the other kernel, beside this one' : 'the nearest schedule that comes out otherwise, beside this one', run: () => beside && toggle('compare'), button: 'compare', needs: beside !== null },
  { keys: ['l'], shown: ['l'], what: 'lecture: questions before each reveal, speaker notes', run: () => toggle('lecture'), button: 'lecture' },
  { keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'], shown: ['1', '…', '9'], what: 'answer a question of the lecture', run: key => answer(Number(key) - 1) },
  { keys: ['t'], shown: ['t'], what: 'dark or light', run: () => switchTheme(nameTheme), button: 'theme' },
  { keys: ['?'], shown: ['?'], what: 'these keys', run: () => byId('keys').showModal(), button: 'help' },
];

function start() {
  byId('scenario').textContent = trace.scenario;
  const cpus = trace.own.lanes.filter(lane => !lane.isAgent).length;
  byId('environment').textContent = `${trace.environment} · ${cpus} ${cpus === 1 ? 'CPU' : 'CPUs'}`;
  byId('pair-name').textContent = trace.markName;
  byId('replay').textContent = `smp replay ${trace.token}`;
  byId('beside-title').textContent = trace.contrast ? besideTitle() : '';
  byId('slider').max = count;
  byId('slider').addEventListener('input', event => { pause(); go(Number(event.target.value)); });
  const tick = (number, kind) => {
    const made = element('span', { class: `tick ${kind}` });
    made.style.left = `${(100 * number) / Math.max(1, count)}%`;
    return made;
  };
  const most = 200;
  byId('slider').previousElementSibling.append(
    ...trace.switches.slice(0, most).map(number => tick(number, 'switch')),
    ...trace.marked.slice(0, most).map(number => tick(number, 'race')),
    ...(trace.decision ? [tick(trace.decision, 'decision')] : []));
  for (const command of commands) {
    const button = command.button && byId(command.button);
    if (button) {
      button.disabled = command.needs === false;
      button.addEventListener('click', () => command.run());
    }
  }

  bindKeys(commands);
  startTheme(nameTheme);
  faster(0);
  addEventListener('hashchange', () => recall() !== view.number && go(recall()));
  addEventListener('beforeprint', () => fillPaper(byId('paper'), trace));
  matchMedia('print').addEventListener('change', event => event.matches && fillPaper(byId('paper'), trace));
  go(recall());
  if (isTwoKernels) {
    toggle('compare');
  }

  // For whoever measures: when the page was first there to be seen.
  requestAnimationFrame(() => setTimeout(() => {
    document.documentElement.dataset.shown = String(Math.round(performance.now()));
  }));
}

start();
