const SYNC = 'run-airbyte-connection-flow-v1';
const range = (n, line) => Array.from({ length: n }, (_, i) => line(i + 1));

/** What a pipeline writes while it runs: syncs, git pull, dbt. About 300 lines in about 14 seconds. */
export function nightlyScript() {
  return [
    {
      label: `${SYNC}-c0ffee00-0000-4000-8000-000000000001`,
      lines: [
        'Starting sync of connection Faker → warehouse',
        ...range(80, (i) => `source > records emitted so far: ${i * 250} from stream users`),
        'destination > committed 20,000 records to raw_faker.users',
      ],
      progress: progress(20_000, 4_400_000),
    },
    {
      label: `${SYNC}-c0ffee00-0000-4000-8000-000000000002`,
      lines: [
        'Starting sync of connection Beneficiaries (CSV)',
        [30, 'source > row 17: column "phone" is empty, kept as NULL'],
        ...range(40, (i) => `source > beneficiaries.csv: ${i * 30} rows read; last: आशा देवी, நிலா, Zoë Müller`),
      ],
      progress: progress(1_200, 180_000),
    },
    { label: 'shellop-git-pull', lines: ['git pull', 'From /srv/demo/dbtrepo', 'Already up to date.'] },
    { label: 'dbtjob-dbt-deps', lines: ['Running with dbt=1.11.0', [10, 'Set downloads directory to a temporary one'], 'Installed dbt_utils 1.3.0'] },
    {
      label: 'dbtjob-dbt-run',
      lines: [
        'Running with dbt=1.11.0',
        'Found 12 models, 1 seed, 18 data tests, 4 sources, 480 macros',
        ...range(60, (i) => `${i} of 60 START sql view model staging.stg_${i} ${'.'.repeat(34)} [RUN]`),
        '\u001b[32mCompleted successfully\u001b[0m',
        'Done. PASS=60 WARN=0 ERROR=0 SKIP=0 TOTAL=60',
      ],
    },
    {
      label: 'dbtjob-dbt-test',
      lines: [
        ...range(18, (i) => `${i} of 18 \u001b[32mPASS\u001b[0m not_null_stg_beneficiaries_${i} ${'.'.repeat(30)} [PASS in 0.0${i % 9}s]`),
        'Done. PASS=18 WARN=0 ERROR=0 SKIP=0 TOTAL=18',
      ],
    },
  ];
}

export function brokenScript() {
  return [
    ...nightlyScript().slice(2, 5),
    {
      label: 'dbtjob-dbt-test',
      state: ['COMPLETED', 'DBT_TEST_FAILED'],
      lines: [
        '1 of 2 PASS not_null_stg_users_id',
        [40, '2 of 2 FAIL 3 unique_mart_beneficiaries_id ........ [FAIL 3 in 0.05s]'],
        [40, 'Failure in test unique_mart_beneficiaries_id (models/marts/schema.yml)\n  Got 3 results, configured to fail if != 0\n\n  compiled code at target/compiled/demo/models/marts/schema.yml/unique_mart_beneficiaries_id.sql'],
        [30, 'Done. PASS=1 WARN=0 ERROR=1 SKIP=0 TOTAL=2'],
      ],
    },
  ];
}

/** 100,000 lines in about ten seconds. */
export function hugeScript() {
  return [
    {
      label: `${SYNC}-c0ffee00-0000-4000-8000-000000000001`,
      every: 10,
      batch: 200,
      lines: range(100_000, (i) =>
        i % 1_000 === 0
          ? [30, `checkpoint ${i}: the destination was slow, ${'waiting for the buffer to drain before reading on; '.repeat(3)}`]
          : `source > record ${i} of 100000 from stream events, batch ${Math.ceil(i / 500)}`,
      ),
    },
  ];
}

function progress(records, bytes) {
  return (step, share) => ({
    step,
    records: Math.round(records * share),
    bytes: Math.round(bytes * share),
    estimated_total: records,
  });
}
