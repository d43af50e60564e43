import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import 'graphiql/style.css';
import { fetcher } from './fetcher.js';
import './page.css';

const question = `# Ctrl-Enter asks. The book on the left describes all.
{
  rebuilds(first: 5) {
    edges {
      node {
        number
        state
        trigger { summary }
        counts { done failed excluded }
      }
    }
  }
}
`;

// Headers hold tokens, which do not belong into the browser's storage.
createRoot(document.getElementById('graphiql')).render(
  <GraphiQL fetcher={fetcher} defaultQuery={question} defaultEditorToolsVisibility={false} shouldPersistHeaders={false} showPersistHeadersSettings={false} />);
