// What is asked of the GraphQL schema, beside what GraphQL itself asks of any.
import graphql from '@graphql-eslint/eslint-plugin';

const SINCE = /^Since \d{4}-\d{2}-\d{2}: \S/;

// docs/graphql.md, "What may change": whoever reads of a deprecation learns how long there is still time, and what to use instead.
const deprecatedSince = {
  meta: { type: 'problem', schema: [] },
  create: context => ({
    'Directive[name.value=deprecated]'(node) {
      const reason = node.arguments?.find(argument => argument.name.value === 'reason')?.value.value ?? '';
      if (!SINCE.test(reason))
        context.report({ node, message: 'The reason of a deprecation must read "Since YYYY-MM-DD: " and what to use instead.' });
    },
  }),
};

// Off, of those that the plugin recommends or that one might miss:
// alphabetize                      the printer of the schema sorts.
// no-typename-prefix               Build.buildAttempt counts the tries in the build system, beside Build.attempt.
// require-nullable-result-in-root  lists and payloads are never null; what fails is told as a whole, since half of a query that acts on it is worse than none.
// strict-id-in-types               most types are parts of a rebuild or a build, and cannot be asked for alone.
const own = {
  // Clients that know Relay find their way about any list.
  'relay-arguments': ['error', { includeBoth: true }],
  'relay-connection-types': 'error',
  // Nodes are what node(id) finds: rebuilds and builds. Rows of other lists are told where they belong.
  'relay-edge-types': ['error', { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false }],
  'relay-page-info': 'error',

  'description-style': ['error', { style: 'inline' }], // as the printer writes them
  'no-hashtag-description': 'error',
  'require-description': ['error', { types: true, FieldDefinition: true, InputValueDefinition: true, EnumValueDefinition: true, DirectiveDefinition: true, rootField: true }],
  'require-deprecation-reason': 'error',

  'naming-convention': ['error', {
    types: 'PascalCase',
    FieldDefinition: 'camelCase',
    InputValueDefinition: 'camelCase',
    Argument: 'camelCase',
    DirectiveDefinition: 'camelCase',
    EnumValueDefinition: 'UPPER_CASE',
    'FieldDefinition[parent.name.value=Query]': { forbiddenPrefixes: ['query', 'get'], forbiddenSuffixes: ['Query'] },
    'FieldDefinition[parent.name.value=Mutation]': { forbiddenPrefixes: ['mutation'], forbiddenSuffixes: ['Mutation'] },
    'FieldDefinition[parent.name.value=Subscription]': { forbiddenPrefixes: ['subscription'], forbiddenSuffixes: ['Subscription'] },
    EnumTypeDefinition: { forbiddenPrefixes: ['Enum'], forbiddenSuffixes: ['Enum'] },
    ObjectTypeDefinition: { forbiddenPrefixes: ['Type'], forbiddenSuffixes: ['Type'] },
  }],
  'input-name': 'error',
  'no-scalar-result-type-on-mutation': 'error',
  'no-unreachable-types': 'error',

  'known-argument-names': 'error',
  'known-directives': 'error',
  'known-type-names': 'error',
  'lone-schema-definition': 'error',
  'provided-required-arguments': 'error',
  'unique-directive-names': 'error',
  'unique-directive-names-per-location': 'error',
  'unique-enum-value-names': 'error',
  'unique-field-definition-names': 'error',
  'unique-operation-types': 'error',
  'unique-type-names': 'error',
};

export const plugins = { '@graphql-eslint': graphql, freshmaker: { rules: { 'deprecated-since': deprecatedSince } } };
export const rules = { ...Object.fromEntries(Object.entries(own).map(([name, options]) => [`@graphql-eslint/${name}`, options])), 'freshmaker/deprecated-since': 'error' };
