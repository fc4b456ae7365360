// read opens Parquet files with two engines that share no code with the writer,
// DuckDB and hyparquet, and says whether both find what the file says of itself.
//
//   node read.mjs FILE|FOLDER…
//
// It prints a line of JSON for each file and engine: rows, the columns' types,
// and a checksum a column by the definition in docs/formats/parquet.md. A file
// carries its schema under "table.schema" and may carry checksums under
// "table.checksums"; whatever differs from them, or between the two engines, is
// a failure. Folders are searched for names that end in .parquet. The last line
// is "N passed, N failed"; the exit code is 1 if anything failed.

import { statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import * as duckdb from './duckdb.mjs'
import * as hyparquet from './hyparquet.mjs'

async function filesIn(path) {
  if (!statSync(path).isDirectory()) return [path]
  const names = await readdir(path, { recursive: true })
  return names.filter((n) => n.endsWith('.parquet')).sort().map((n) => join(path, n))
}

// typeText writes the type of a carried column as engines see it: without what
// may be null, and JSON as the text it is.
function typeText(c) {
  if (c.type === 'list') return `list<${typeText(c.item)}>`
  if (c.type === 'struct') return `struct<${c.fields.map((f) => `${f.name}:${typeText(f)}`).join(',')}>`
  return c.type === 'json' ? 'string' : c.type
}

// objections compares what an engine found with what the file carries.
function objections(found, carried) {
  const list = []
  if (!carried.schema) return ['the file carries no schema']
  const want = carried.schema.columns.map((c) => [c.name, typeText(c)])
  if (JSON.stringify(want) !== JSON.stringify(found.columns)) {
    list.push(`columns: found ${JSON.stringify(found.columns)}, carried ${JSON.stringify(want)}`)
  }
  if (carried.rows !== found.rows) list.push(`rows: found ${found.rows}, carried ${carried.rows}`)
  for (const [name, sum] of Object.entries(carried.checksums ?? {})) {
    if (found.checksums[name] !== sum) list.push(`checksum of ${name}: found ${found.checksums[name]}, carried ${sum}`)
  }
  return list
}

const paths = process.argv.slice(2)
if (paths.length === 0) {
  console.error('usage: node read.mjs FILE|FOLDER…')
  process.exit(2)
}
let passed = 0
let failed = 0
for (const path of paths) {
  const files = await filesIn(path)
  if (files.length === 0) {
    console.error(`${path} holds no Parquet file`)
    failed++
  }
  for (const file of files) {
    let carried
    const sums = []
    for (const engine of [hyparquet, duckdb]) {
      let wrong
      let found = {}
      try {
        carried ??= await hyparquet.carried(file)
        found = await engine.read(file)
        wrong = objections(found, carried)
        sums.push(JSON.stringify(found.checksums))
        if (sums.at(-1) !== sums[0]) wrong.push('the two engines find different values')
      } catch (err) {
        wrong = [String(err?.stack ?? err)]
      }
      console.log(JSON.stringify({ file: relative(path, file) || basename(file), engine: engine.name, ...found, ...(wrong.length ? { wrong } : {}) }))
      if (wrong.length) failed++
      else passed++
    }
  }
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
