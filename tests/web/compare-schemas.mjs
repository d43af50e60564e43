// What clients of a GraphQL schema lose in others: node compare-schemas.mjs PINNED FILE… Each change is a line: file, verdict, kind, message.
// The exit code is 1 when a client of the pinned schema may break.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import process from 'node:process';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

const read = async file => buildSchema(await readFile(file, 'utf8'));
const [pinned, ...files] = process.argv.slice(2);

// The inspector calls some additions dangerous, of a value of an enumeration for example. docs/graphql.md tells clients to expect those.
// Other dangers, of a default that changes for example, make a query that is the same mean something else.
const breaks = ({ type, criticality: { level } }) => level === CriticalityLevel.Breaking || (level === CriticalityLevel.Dangerous && !type.endsWith('_ADDED'));

let broken = 0;
for (const file of files) {
  for (const change of await diff(await read(pinned), await read(file))) {
    broken += breaks(change) ? 1 : 0;
    console.log(`${basename(file)} ${breaks(change) ? 'BREAKS' : 'fine'} ${change.type} ${change.message}`);
  }
}
console.log(`${broken} changes break clients`);
process.exit(broken === 0 ? 0 : 1);
