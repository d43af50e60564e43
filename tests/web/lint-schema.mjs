// Lints GraphQL schemas: node lint-schema.mjs FILE… Each problem is a line: file, line, column, rule, message. The exit code is 1 when there is one.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import process from 'node:process';
import graphql from '@graphql-eslint/eslint-plugin';
import { ESLint } from 'eslint';
import { plugins, rules } from './schema-rules.mjs';

let problems = 0;
for (const file of process.argv.slice(2)) {
  const schema = await readFile(file, 'utf8');
  const eslint = new ESLint({
    overrideConfigFile: true,
    overrideConfig: { files: ['**/*.graphql'], languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema } } }, plugins, rules },
  });
  const [{ messages }] = await eslint.lintText(schema, { filePath: 'schema.graphql' });
  for (const { line, column, ruleId, message } of messages)
    console.log(`${basename(file)}:${line}:${column} ${ruleId ?? 'parser'} ${message}`);
  problems += messages.length;
}
console.log(`${problems} problems, ${Object.keys(rules).length} rules`);
process.exit(problems === 0 ? 0 : 1);
