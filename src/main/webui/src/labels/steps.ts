const WORDS: Record<string, string> = {
  'shellop-git-pull': 'Git pull',
  'shellop-git-clone': 'Git clone',
  'shellop-generate-edr': 'Data quality report',
  'airbyte-sync': 'Sync',
  'airbyte-sync-trigger': 'Sync',
  'airbyte-clear': 'Clear',
  'airbyte-clear-trigger': 'Clear',
  'airbyte-clear-streams': 'Clear',
};

/** A dbt step: `dbtjob-dbt-run`, `dbtjob-dbt-docs-generate`. */
const DBT = /^dbtjob-dbt-(.+)$/;

/** What the worker appends when a pipeline has the same step more than once. */
const REPEATED = /-(\d{1,3})$/;

/** A sync's flow; what follows the prefix is the connection's id. */
const SYNC = /^(?:run-airbyte-connection-flow-v1|airbyte-sync(?:-trigger)?)(?:[-_ /]+(.+))?$/;

/**
 * Words for the label of a step.
 *
 * @param label as the worker wrote it
 * @param connections names of connections by id, to say which sync it is
 */
export function stepLabel(label: string, connections: ReadonlyMap<string, string> = new Map()): string {
  const known = WORDS[label];
  if (known) return known;
  const sync = SYNC.exec(label);
  if (sync) {
    const name = connections.get(sync[1] ?? '') ?? connections.get((sync[1] ?? '').replace(REPEATED, ''));
    return name ? `Sync ${name}` : 'Sync';
  }
  const dbt = DBT.exec(label.replace(REPEATED, ''));
  if (!dbt?.[1]) return label;
  const again = REPEATED.exec(label);
  return `dbt ${dbt[1].replaceAll('-', ' ')}${again ? ` (${again[1]})` : ''}`;
}
