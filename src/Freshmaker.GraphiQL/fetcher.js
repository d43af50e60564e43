import { getOperationAST, parse } from 'graphql';
import { createClient } from 'graphql-sse';

// Beside this page, wherever a proxy has put both.
const address = new URL('../graphql', location.href).href;

const isSubscription = ({ query, operationName }) => getOperationAST(parse(query), operationName)?.operation === 'subscription';

/** Sends what is asked to where it is answered: subscriptions as server-sent events, all else at once. */
export const fetcher = async (request, { headers } = {}) => {
  if (isSubscription(request))
    return createClient({ url: `${address}/stream`, headers }).iterate(request);
  const response = await fetch(address, {
    method: 'POST',
    headers: { accept: 'application/graphql-response+json, application/json;q=0.9', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(request),
  });
  return response.json(); // a refused login is JSON too, and shown as it is
};
