// convert turns JSON lines into Parquet with DuckDB, as a yardstick for our own
// writer: zstd, two threads, an explicit schema.
//
//	node convert.mjs FROM.jsonl TO.parquet "{name: 'TYPE', …}"
//
// It prints a line of JSON: seconds, seconds of processor, bytes.

import { statSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'

const [from, to, columns] = process.argv.slice(2)
const quoted = (s) => `'${s.replaceAll("'", "''")}'`
const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
const connection = await instance.connect()
const began = performance.now()
const before = process.cpuUsage()
await connection.run(
  `COPY (SELECT * FROM read_json(${quoted(from)}, format = 'newline_delimited', columns = ${columns}))
   TO ${quoted(to)} (FORMAT parquet, COMPRESSION zstd)`,
)
const { user, system } = process.cpuUsage(before)
console.log(JSON.stringify({ seconds: (performance.now() - began) / 1000, cpu: (user + system) / 1e6, bytes: statSync(to).size }))
