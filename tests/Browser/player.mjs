// node player.mjs FILE: does with a file of the player what a lecturer does, by keys alone. Prints one JSON object: of each
// check its name and what was wrong, null if nothing was.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { launch, open } from './chromium.mjs';

const file = process.argv[2];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await launch();
const results = {};
const checks = [];
const atOnce = 3;

const step = page => page.evaluate(() => Number(new URLSearchParams(location.hash.slice(1)).get('step')));
const count = page => page.evaluate(() => Number(document.getElementById('slider').max));
const text = (page, id) => page.evaluate(name => document.getElementById(name).innerText, id);
const press = async (page, ...keys) => {
  for (const key of keys) {
    await page.keyboard.press(key);
  }
};

function expect(is, what) {
  if (!is) {
    throw new Error(what);
  }
}

function check(name, run, options) {
  results[name] = 'it was not run';
  checks.push(() => done(name, run, options));
}

async function done(name, run, options) {
  const opened = await open(browser, file, options);
  try {
    await run(opened.page);
    expect(opened.faults.length === 0, opened.faults.join('; '));
    results[name] = null;
  } catch (error) {
    results[name] = error.message;
  } finally {
    await opened.close();
  }
}

// What stands on the page at a step; it must not depend on the way there.
const shown = page => page.evaluate(() => ['memory', 'story', 'source'].map(id => document.getElementById(id).textContent)
  .concat(document.querySelector('#lanes .heads').textContent).join('\n--\n'));

async function fits(page, how) {
  const wide = await page.evaluate(() => [document.documentElement, ...document.querySelectorAll('.scroll, #story')]
    .filter(one => one.scrollWidth > one.clientWidth)
    .map(one => `${one.id || one.parentElement?.id || 'page'}: ${one.scrollWidth} > ${one.clientWidth}`));
  expect(wide.length === 0, `${how}: ${wide.join(', ')}`);
  const high = await page.evaluate(() => [document.documentElement.scrollHeight, innerHeight]);
  expect(high[0] <= high[1], `${how}: ${high[0]} pixels high`);
  const cut = await page.evaluate(() => [...document.querySelectorAll('button')]
    .filter(one => one.offsetParent && (one.getBoundingClientRect().right > innerWidth || one.scrollWidth > one.clientWidth + 1))
    .map(one => one.id));
  expect(cut.length === 0, `${how}: cut off: ${cut.join(', ')}`);
}

async function accessible(page, how) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => (await globalThis.axe.run(document)).violations
    .map(rule => `${rule.id}: ${rule.nodes.slice(0, 3).map(node => `${node.target} ${node.failureSummary}`).join(' | ')}`));
  expect(found.length === 0, `${how}: ${found.join('\n')}`);
}

check('it opens at the first step', async page => {
  expect(await step(page) === 0, `it opens at step ${await step(page)}`);
  expect(await count(page) > 0, 'it has no steps');
});

check('it plays to its end', async page => {
  await press(page, '+', '+', '+', '+', '+', '+', ' ');
  await page.waitForFunction(() => location.hash.startsWith(`#step=${document.getElementById('slider').max}&`), null, { timeout: 60_000 });
  expect(await page.getAttribute('#play', 'aria-pressed') === 'false', 'it still plays at its end');
});

check('back is the way forward, backwards', async page => {
  const steps = Math.min(await count(page), 150);
  const seen = [await shown(page)];
  for (let i = 1; i <= steps; i++) {
    await press(page, 'ArrowRight');
    seen.push(await shown(page));
  }

  expect(await step(page) === steps, `it stands at ${await step(page)} after ${steps} keys`);
  for (let i = steps - 1; i >= 0; i--) {
    await press(page, 'ArrowLeft');
    expect(await shown(page) === seen[i], `step ${i} is another one on the way back`);
  }

  expect(new Set(seen).size > 2, 'nothing changes');
});

check('keys lead to the finding', async page => {
  await press(page, 'f');
  expect(await step(page) === await count(page), `f leads to step ${await step(page)}`);
  const title = await text(page, 'outcome');
  expect(title.length > 0 && (await text(page, 'story')).includes(title), 'the finding is not told');
  await press(page, 'Home');
  expect(await step(page) === 0, 'Home does not lead to the start');
  for (let at = 0; at < await count(page); at = await step(page)) {
    await press(page, 'n');
    expect(await step(page) > at, `n does not lead on from step ${at}`);
  }
});

check('keys lead to the race and to the decision', async page => {
  if (await page.isEnabled('#pair')) {
    await press(page, 'r');
    expect((await text(page, 'story')).includes('►'), 'r does not lead to a marked step');
  }

  if (await page.isEnabled('#decision')) {
    await press(page, 'd');
    expect((await text(page, 'story')).includes('◆'), 'd does not lead to the step that decides');
  }
});

check('tab reaches every control', async page => {
  const controls = await page.evaluate(() => [...document.querySelectorAll('button:enabled, input')].filter(one => one.offsetParent).map(one => one.id));
  const reached = new Set();
  for (let i = 0; i < controls.length + 12; i++) {
    await press(page, 'Tab');
    reached.add(await page.evaluate(() => document.activeElement.id));
  }

  const missed = controls.filter(id => !reached.has(id));
  expect(missed.length === 0, `not reached: ${missed.join(', ')}`);
});

check('the other schedule stands beside', async page => {
  if (await page.isDisabled('#compare')) {
    return;
  }

  await press(page, 'd');
  if (await page.getAttribute('#compare', 'aria-pressed') === 'false') {
    await press(page, 'c');
  }

  for (const id of ['lanes', 'beside']) {
    expect(await page.locator(`#${id} .row.now .mark`, { hasText: '◆' }).isVisible(), `the decision is not marked in #${id}`);
  }

  await fits(page, 'compared');
  await accessible(page, 'compared');
});

check('a lecture asks before it shows', async page => {
  await press(page, 'l', 'n');
  const [at, all] = [await step(page), await count(page)];
  expect(await page.locator('#story .ask').isVisible(), 'it does not ask');
  expect(await page.locator('#lanes .row.future').count() === 0, 'what comes is there to be read');
  await fits(page, 'asking');
  await accessible(page, 'asking');
  await press(page, 'ArrowRight');
  expect(await step(page) === at + 1, 'the answer is not the next step');
  for (let i = 0; i < 2 * all && await step(page) < all; i++) {
    await press(page, 'ArrowRight');
  }

  expect(await step(page) === all, 'it does not come to its end');
});

for (const scheme of ['light', 'dark']) {
  check(`it fits and is accessible, ${scheme}`, async page => {
    await fits(page, 'start');
    await accessible(page, 'start');
    await press(page, 'f');
    await fits(page, 'finding');
    await accessible(page, 'finding');
    await press(page, '?');
    await accessible(page, 'keys');
  }, { scheme });
}

check('the theme is switched by a key', async page => {
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  const before = await theme();
  await press(page, 't');
  expect(before === 'light' && await theme() === 'dark', `${before} became ${await theme()}`);
});

check('an address leads to a step', async page => {
  expect(await step(page) === 3, `it opens at step ${await step(page)}`);
  expect((await text(page, 'story')).includes('Step 3 of'), 'the step is not shown');
}, { fragment: '#step=3' });

check('it prints every step', async page => {
  await page.emulateMedia({ media: 'print' });
  await page.locator('#paper tbody').waitFor();
  expect(!(await page.locator('#player').isVisible()), 'the player itself is printed');
  expect(await page.locator('#paper tbody tr').count() === await count(page), 'not every step is in it');
  expect((await page.pdf({ format: 'A4' })).length > 1000, 'the PDF is empty');
});

// A few at a time: much of it is waiting.
await Promise.all(Array.from({ length: atOnce }, async () => {
  while (checks.length) {
    await checks.shift()();
  }
}));
await browser.close();
console.log(JSON.stringify(results));
