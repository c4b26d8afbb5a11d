// The browser of the machine, as the tests start it: new, alone, and without a way out.

import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const executable = places.find(place => place && existsSync(place));

export const launch = () => chromium.launch({
  executablePath: executable,
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
  ],
});

// A page of a projector's size, with all that went wrong on it.
export async function open(browser, file, { fragment = '', scheme = 'light', storage } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, colorScheme: scheme, storageState: storage });
  const page = await context.newPage();
  const faults = [];
  page.on('console', message => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', error => faults.push(error.message));
  page.on('request', request => /^(file|data):/.test(request.url()) || faults.push(`asked for ${request.url()}`));
  await page.goto(`file://${file}${fragment}`);
  await page.waitForFunction(() => document.documentElement.dataset.shown);
  return { page, faults, close: () => context.close() };
}
