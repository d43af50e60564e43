// Runs the audit suite of graphql-http against an endpoint: node audit.mjs URL
// One line per check, then a summary as one line of JSON. Exits 1 when a MUST or a SHOULD fails.
import { serverAudits } from 'graphql-http';

const url = process.argv[2];
if (!url) {
  console.error('usage: node audit.mjs URL');
  process.exit(2);
}

const levels = ['MUST', 'SHOULD', 'MAY'];
const summary = Object.fromEntries(levels.map((level) => [level, { ok: 0, failed: [] }]));

for (const audit of serverAudits({ url, fetchFn: fetch })) {
  const level = levels.find((l) => audit.name.startsWith(l));
  if (!level) throw new Error(`a check of an unknown level: ${audit.name}`);
  const result = await audit.fn();
  const ok = result.status === 'ok';
  if (ok) summary[level].ok++;
  else summary[level].failed.push(`${audit.id} ${audit.name}`);
  console.log(`${ok ? 'ok    ' : 'failed'} ${audit.id} ${audit.name}${ok ? '' : `: ${result.reason}`}`);
}

console.log(JSON.stringify(summary));
process.exit(summary.MUST.ok > 0 && summary.MUST.failed.length + summary.SHOULD.failed.length === 0 ? 0 : 1);
