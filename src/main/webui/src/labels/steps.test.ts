import { expect, it } from 'vitest';
import { stepLabel } from './steps';

const connections = new Map([['c0ffee00-0000-4000-8000-000000000001', 'KoBo → warehouse']]);

it.each([
  ['shellop-git-pull', 'Git pull'],
  ['dbtjob-dbt-run', 'dbt run'],
  ['dbtjob-dbt-docs-generate', 'dbt docs generate'],
  ['run-airbyte-connection-flow-v1-c0ffee00-0000-4000-8000-000000000001', 'Sync KoBo → warehouse'],
  ['run-airbyte-connection-flow-v1-unknown', 'Sync'],
  ['run-airbyte-connection-flow-v1', 'Sync'],
  ['airbyte-sync', 'Sync'],
  ['dbtjob-dbt-run-6', 'dbt run (6)'],
  ['run-airbyte-connection-flow-v1-c0ffee00-0000-4000-8000-000000000001-2', 'Sync KoBo → warehouse'],
  ['something-new', 'something-new'],
])('%s reads "%s"', (label, words) => {
  expect(stepLabel(label, connections)).toBe(words);
});
