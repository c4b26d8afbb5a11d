// node opening.mjs FILE: how many milliseconds after its address was entered the file is first there to be seen, the
// least of three times, and how many steps it has.

import { launch, open } from './chromium.mjs';

const browser = await launch();
const times = [];
let steps = 0;
for (let i = 0; i < 3; i++) {
  const { page, close } = await open(browser, process.argv[2]);
  times.push(Number(await page.evaluate(() => document.documentElement.dataset.shown)));
  steps = Number(await page.evaluate(() => document.getElementById('slider').max));
  await close();
}

await browser.close();
console.log(JSON.stringify({ milliseconds: Math.min(...times), steps }));
