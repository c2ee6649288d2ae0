/** MySQL's type names, as they stand in metadata (upper case); `NULL` is the type of the literal NULL. */
export type TypeName =
  | 'TINYINT' | 'SMALLINT' | 'MEDIUMINT' | 'INT' | 'BIGINT'
  | 'FLOAT' | 'DOUBLE' | 'DECIMAL' | 'BIT' | 'YEAR'
  | 'DATE' | 'TIME' | 'DATETIME' | 'TIMESTAMP'
  | 'CHAR' | 'VARCHAR' | 'TINYTEXT' | 'TEXT' | 'MEDIUMTEXT' | 'LONGTEXT'
  | 'BINARY' | 'VARBINARY' | 'TINYBLOB' | 'BLOB' | 'MEDIUMBLOB' | 'LONGBLOB'
  | 'ENUM' | 'SET' | 'JSON' | 'VECTOR'
  | 'GEOMETRY' | 'POINT' | 'LINESTRING' | 'POLYGON'
  | 'MULTIPOINT' | 'MULTILINESTRING' | 'MULTIPOLYGON' | 'GEOMETRYCOLLECTION'
  | 'NULL'

/** A SQL type: plain frozen data. Two columns of equal type may share one object. */
export interface SqlType {
  readonly name: TypeName
  /** Integers, FLOAT, DOUBLE and DECIMAL. */
  readonly unsigned?: boolean
  /** Characters (CHAR, VARCHAR, texts), bytes (binary types), bits (BIT), display width 1 for TINYINT(1), dimensions (VECTOR). */
  readonly length?: number
  /** DECIMAL: digits in all. */
  readonly precision?: number
  /** DECIMAL: digits behind the point. */
  readonly scale?: number
  /** TIME, DATETIME, TIMESTAMP: digits of fractional seconds, 0 to 6. */
  readonly fsp?: number
  /** String types, ENUM, SET: MySQL's collation name, e.g. `utf8mb4_0900_bin`. */
  readonly collation?: string
  /** ENUM and SET: the members in order. */
  readonly members?: readonly string[]
  /** Spatial types with a declared SRID. */
  readonly srid?: number
  /**
   * How results of this type are labelled and printed, where Dolt answers with another type than it computes with:
   * `stddev(int)` is computed as a double and sent as an INT.
   */
  readonly wire?: SqlType
}
