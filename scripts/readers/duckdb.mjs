// Reads Parquet with DuckDB.

import { Sums } from './checksum.mjs'

// The binding decodes text in a way that drops a byte order mark, which is a
// character like any other inside a table; so it is given another decoder.
const { TextDecoder } = globalThis
globalThis.TextDecoder = class extends TextDecoder {
  constructor(label, options) {
    super(label, { ...options, ignoreBOM: true })
  }
}
const { DuckDBInstance } = await import('@duckdb/node-api')
globalThis.TextDecoder = TextDecoder

export const name = 'duckdb'

const simple = {
  BOOLEAN: 'bool',
  INTEGER: 'int32',
  BIGINT: 'int64',
  DOUBLE: 'float64',
  VARCHAR: 'string',
  BLOB: 'bytes',
  'TIMESTAMP WITH TIME ZONE': 'timestamp',
}

// typeOf turns one of DuckDB's types into ours.
function typeOf(t, name) {
  const text = t.toString()
  if (text.endsWith('[]')) return { name, kind: 'list', item: typeOf(t.valueType) }
  if (text.startsWith('STRUCT(')) return { name, kind: 'struct', fields: t.entryTypes.map((e, i) => typeOf(e, t.entryNames[i])) }
  if (!simple[text]) throw new Error(`${name} has the type ${text}`)
  return { name, kind: simple[text] }
}

// plain turns one of DuckDB's values into one of JavaScript's.
function plain(value, type) {
  if (value === null) return null
  switch (type.kind) {
    case 'timestamp':
      return value.micros
    case 'bytes':
      return value.bytes
    case 'list':
      return value.items.map((v) => plain(v, type.item))
    case 'struct':
      return Object.fromEntries(type.fields.map((f) => [f.name, plain(value.entries[f.name], f)]))
  }
  return value
}

export async function read(path) {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await instance.connect()
  try {
    // Without the order of the file, checksums would be chance.
    await connection.run('SET preserve_insertion_order = true')
    const result = await connection.stream('SELECT * FROM read_parquet($1)', [path])
    const columns = result.columnNames().map((n, i) => typeOf(result.columnType(i), n))
    const sums = new Sums(columns)
    for await (const rows of result.yieldRows()) sums.add(rows.map((row) => row.map((v, i) => plain(v, columns[i]))))
    return sums.result()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
