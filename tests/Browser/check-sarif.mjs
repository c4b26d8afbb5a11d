// Validates each file named on the command line against the schema of SARIF 2.1.0; says what is wrong with which.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const Ajv = require('ajv-draft-04').default;
const formats = require('ajv-formats').default;
const schema = new URL('node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json', import.meta.url);

// One pattern of the schema is no regular expression where "u" is on.
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
formats(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')));

for (const file of process.argv.slice(2)) {
  if (!validate(JSON.parse(readFileSync(file, 'utf8')))) {
    console.log(`${file}: ${ajv.errorsText(validate.errors, { separator: '\n  ' })}`);
    process.exitCode = 1;
  }
}
