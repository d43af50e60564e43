// Subscribes with graphql-sse's own client: node subscribe.mjs URL single|distinct REQUEST COUNT
// One line of JSON per result, "connected" when the server has heard; ends after COUNT results, or when the server completes ("complete"). REQUEST is JSON.
import { createClient } from 'graphql-sse';

const [url, mode, request, count] = process.argv.slice(2);
if (!count) {
  console.error('usage: node subscribe.mjs URL single|distinct REQUEST COUNT');
  process.exit(2);
}

const client = createClient({ url, singleConnection: mode === 'single', retryAttempts: 0, on: { connected: () => console.log('"connected"') } });
const results = client.iterate(JSON.parse(request));
let left = Number(count);
for await (const result of results) {
  console.log(JSON.stringify(result));
  if (--left === 0) break;
}

if (left > 0) console.log('"complete"');
client.dispose();
