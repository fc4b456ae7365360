// Reads Parquet with hyparquet: plain JavaScript, written from the specification.

import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { Sums } from './checksum.mjs'

export const name = 'hyparquet'

// Values as they are: times in microseconds, text with its byte order mark.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const parsers = {
  timestampFromMicroseconds: (micros) => micros,
  stringFromBytes: (bytes) => bytes && decoder.decode(bytes),
}

// carried returns what a file says of itself.
export async function carried(path) {
  const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path))
  const value = (key) => {
    const found = metadata.key_value_metadata?.find((kv) => kv.key === key)?.value
    return found && JSON.parse(found)
  }
  return { rows: Number(metadata.num_rows), schema: value('table.schema'), checksums: value('table.checksums') }
}

function typeOf(node) {
  const e = node.element
  const type = { name: e.name }
  if (e.converted_type === 'LIST' || e.logical_type?.type === 'LIST') {
    const [list] = node.children
    const [element] = list.children
    if (node.children.length !== 1 || list.children.length !== 1 || list.element.name !== 'list' || element.element.name !== 'element') {
      throw new Error(`${e.name} is not a list of three levels`)
    }
    return { ...type, kind: 'list', item: typeOf(element) }
  }
  if (node.children.length > 0) return { ...type, kind: 'struct', fields: node.children.map(typeOf) }
  switch (e.type) {
    case 'BOOLEAN':
      return { ...type, kind: 'bool' }
    case 'INT32':
      return { ...type, kind: 'int32' }
    case 'DOUBLE':
      return { ...type, kind: 'float64' }
    case 'INT64':
      if (e.logical_type?.type !== 'TIMESTAMP') return { ...type, kind: 'int64' }
      if (!e.logical_type.isAdjustedToUTC || e.logical_type.unit !== 'MICROS') throw new Error(`${e.name} is another kind of time`)
      return { ...type, kind: 'timestamp' }
    case 'BYTE_ARRAY':
      return { ...type, kind: e.converted_type === 'UTF8' ? 'string' : 'bytes' }
  }
  throw new Error(`${e.name} has the type ${e.type}`)
}

export async function read(path) {
  const file = await asyncBufferFromFile(path)
  const metadata = await parquetMetadataAsync(file)
  const columns = parquetSchema(metadata).children.map(typeOf)
  const sums = new Sums(columns)
  let rowStart = 0
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows)
    const rows = await parquetReadObjects({ file, metadata, compressors, parsers, utf8: false, rowStart, rowEnd })
    sums.add(rows.map((row) => columns.map((c) => row[c.name])))
    rowStart = rowEnd
  }
  return sums.result()
}
