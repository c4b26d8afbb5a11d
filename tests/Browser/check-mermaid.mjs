// Reads each diagram named on the command line with Mermaid's own parser; says which it does not accept, and why.
import { readFileSync } from 'node:fs';
import { JSDOM } from 'jsdom';

// Labels are cleaned with the help of a document, which has to be there before Mermaid is.
globalThis.window = new JSDOM('').window;
globalThis.document = window.document;
const { default: mermaid } = await import('mermaid');

for (const file of process.argv.slice(2)) {
  try {
    const { diagramType } = await mermaid.parse(readFileSync(file, 'utf8'));
    if (diagramType !== 'sequence') {
      throw new Error(`a diagram of type ${diagramType}`);
    }
  } catch (error) {
    console.log(`${file}: ${error.message}`);
    process.exitCode = 1;
  }
}
