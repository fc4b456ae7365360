// The checksum of columns, written from its definition in docs/formats/parquet.md
// and not from the program that it checks.

import { createHash } from 'node:crypto'

// text is the canonical text of a value of a type, { kind, item, fields }.
export function text(value, type) {
  if (value === null || value === undefined) return 'null'
  switch (type.kind) {
    case 'bool':
      return value ? 'true' : 'false'
    case 'int32':
    case 'int64':
    case 'timestamp':
      return value.toString()
    case 'float64':
    case 'string':
      return JSON.stringify(value)
    case 'bytes':
      return JSON.stringify(Buffer.from(value).toString('base64'))
    case 'list':
      return `[${Array.from(value, (v) => text(v, type.item)).join(',')}]`
    case 'struct':
      return `{${type.fields.map((f) => `${JSON.stringify(f.name)}:${text(value[f.name], f)}`).join(',')}}`
  }
  throw new Error(`no text for a ${type.kind}`)
}

// typeText writes a type out.
export function typeText(type) {
  if (type.kind === 'list') return `list<${typeText(type.item)}>`
  if (type.kind === 'struct') return `struct<${type.fields.map((f) => `${f.name}:${typeText(f)}`).join(',')}>`
  return type.kind
}

// Sums gathers rows, given as arrays of values in the order of the columns.
export class Sums {
  constructor(columns) {
    this.columns = columns
    this.hashes = columns.map(() => createHash('sha256'))
    this.rows = 0
  }

  add(rows) {
    this.rows += rows.length
    this.columns.forEach((c, i) => {
      let lines = ''
      for (const row of rows) lines += text(row[i], c) + '\n'
      this.hashes[i].update(lines, 'utf8')
    })
  }

  result() {
    return {
      rows: this.rows,
      columns: this.columns.map((c) => [c.name, typeText(c)]),
      checksums: Object.fromEntries(this.columns.map((c, i) => [c.name, this.hashes[i].digest('hex')])),
    }
  }
}
