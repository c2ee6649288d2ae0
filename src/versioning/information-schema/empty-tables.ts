/**
 * Tables of information_schema that have no rows on Dolt, with their columns, a table a line (and lines that are indented). Source: MySQL 8.0 manual, INFORMATION_SCHEMA Tables, and what
 * Dolt 2.3.1 says of itself.
 */
export const EMPTY_TABLES = `
administrable_role_authorizations: USER varchar(97), HOST varchar(256), GRANTEE varchar(97), GRANTEE_HOST varchar(256), ROLE_NAME varchar(255),
  ROLE_HOST varchar(256), IS_GRANTABLE varchar(3) not null, IS_DEFAULT varchar(3), IS_MANDATORY varchar(3) not null
applicable_roles: USER varchar(97), HOST varchar(256), GRANTEE varchar(97), GRANTEE_HOST varchar(256), ROLE_NAME varchar(255),
  ROLE_HOST varchar(256), IS_GRANTABLE varchar(3) not null, IS_DEFAULT varchar(3), IS_MANDATORY varchar(3) not null
column_privileges: GRANTEE varchar(292) not null, TABLE_CATALOG varchar(512) not null, TABLE_SCHEMA varchar(64) not null,
  TABLE_NAME varchar(64) not null, COLUMN_NAME varchar(64) not null, PRIVILEGE_TYPE varchar(64) not null, IS_GRANTABLE varchar(3) not null
column_statistics: SCHEMA_NAME varchar(64) not null, TABLE_NAME varchar(64) not null, COLUMN_NAME varchar(64) not null, HISTOGRAM json not null
enabled_roles: ROLE_NAME varchar(255), ROLE_HOST varchar(255), IS_DEFAULT varchar(3), IS_MANDATORY varchar(3) not null
files: FILE_ID bigint, FILE_NAME text, FILE_TYPE varchar(256), TABLESPACE_NAME varchar(268), TABLE_CATALOG char(0), TABLE_SCHEMA binary(0),
  TABLE_NAME binary(0), LOGFILE_GROUP_NAME varchar(256), LOGFILE_GROUP_NUMBER bigint, ENGINE varchar(64), FULLTEXT_KEYS binary(0),
  DELETED_ROWS binary(0), UPDATE_COUNT binary(0), FREE_EXTENTS bigint, TOTAL_EXTENTS bigint, EXTENT_SIZE bigint, INITIAL_SIZE bigint,
  MAXIMUM_SIZE bigint, AUTOEXTEND_SIZE bigint, CREATION_TIME binary(0), LAST_UPDATE_TIME binary(0), LAST_ACCESS_TIME binary(0),
  RECOVER_TIME binary(0), TRANSACTION_COUNTER binary(0), VERSION bigint, ROW_FORMAT varchar(256), TABLE_ROWS binary(0), AVG_ROW_LENGTH binary(0),
  DATA_LENGTH binary(0), MAX_DATA_LENGTH binary(0), INDEX_LENGTH binary(0), DATA_FREE bigint, CREATE_TIME binary(0), UPDATE_TIME binary(0),
  CHECK_TIME binary(0), CHECKSUM binary(0), STATUS varchar(256), EXTRA varchar(256)
innodb_buffer_page: pool_id bigint unsigned not null, block_id bigint unsigned not null, space bigint unsigned not null,
  page_number bigint unsigned not null, page_type varchar(64), flush_type bigint unsigned not null, fix_count bigint unsigned not null,
  is_hashed varchar(3), newest_modification bigint unsigned not null, oldest_modification bigint unsigned not null,
  access_time bigint unsigned not null, table_name varchar(1024), index_name varchar(1024), number_records bigint unsigned not null,
  data_size bigint unsigned not null, compressed_size bigint unsigned not null, page_state varchar(64), io_fix varchar(64), is_old varchar(3),
  free_page_clock bigint unsigned not null, is_stale varchar(3)
innodb_buffer_page_lru: pool_id bigint unsigned not null, lru_position bigint unsigned not null, space bigint unsigned not null,
  page_number bigint unsigned not null, page_type varchar(64), flush_type bigint unsigned not null, fix_count bigint unsigned not null,
  is_hashed varchar(3), newest_modification bigint unsigned not null, oldest_modification bigint unsigned not null,
  access_time bigint unsigned not null, table_name varchar(1024), index_name varchar(1024), number_records bigint unsigned not null,
  data_size bigint unsigned not null, compressed_size bigint unsigned not null, compressed varchar(3), io_fix varchar(64), is_old varchar(3),
  free_page_clock bigint unsigned not null
innodb_buffer_pool_stats: pool_id bigint unsigned not null, pool_size bigint unsigned not null, free_buffers bigint unsigned not null,
  database_pages bigint unsigned not null, old_database_pages bigint unsigned not null, modified_database_pages bigint unsigned not null,
  pending_decompress bigint unsigned not null, pending_reads bigint unsigned not null, pending_flush_lru bigint unsigned not null,
  pending_flush_list bigint unsigned not null, pages_made_young bigint unsigned not null, pages_not_made_young bigint unsigned not null,
  pages_made_young_rate float not null, pages_made_not_young_rate float not null, number_pages_read bigint unsigned not null,
  number_pages_created bigint unsigned not null, number_pages_written bigint unsigned not null, pages_read_rate float not null,
  pages_create_rate float not null, pages_written_rate float not null, number_pages_get bigint unsigned not null, hit_rate bigint unsigned not null,
  young_make_per_thousand_gets bigint unsigned not null, not_young_make_per_thousand_gets bigint unsigned not null,
  number_pages_read_ahead bigint unsigned not null, number_read_ahead_evicted bigint unsigned not null, read_ahead_rate float not null,
  read_ahead_evicted_rate float not null, lru_io_total bigint unsigned not null, lru_io_current bigint unsigned not null,
  uncompress_total bigint unsigned not null, uncompress_current bigint unsigned not null
innodb_cached_indexes: space_id int unsigned not null, index_id bigint unsigned not null, n_cached_pages bigint unsigned not null
innodb_cmp: page_size int not null, compress_ops int not null, compress_ops_ok int not null, compress_time int not null, uncompress_ops int not null,
  uncompress_time int not null
innodb_cmp_per_index: database_name varchar(192) not null, table_name varchar(192) not null, index_name varchar(192) not null,
  compress_ops int not null, compress_ops_ok int not null, compress_time int not null, uncompress_ops int not null, uncompress_time int not null
innodb_cmp_per_index_reset: database_name varchar(192) not null, table_name varchar(192) not null, index_name varchar(192) not null,
  compress_ops int not null, compress_ops_ok int not null, compress_time int not null, uncompress_ops int not null, uncompress_time int not null
innodb_cmp_reset: page_size int not null, compress_ops int not null, compress_ops_ok int not null, compress_time int not null,
  uncompress_ops int not null, uncompress_time int not null
innodb_cmpmem: page_size int not null, buffer_pool_instance int not null, pages_used int not null, pages_free int not null,
  relocation_ops bigint not null, relocation_time int not null
innodb_cmpmem_reset: page_size int not null, buffer_pool_instance int not null, pages_used int not null, pages_free int not null,
  relocation_ops bigint not null, relocation_time int not null
innodb_columns: table_id bigint unsigned not null, name varchar(193) not null, pos bigint unsigned not null, mtype int not null, prtype int not null,
  len int not null, has_default int not null, default_value text
innodb_datafiles: space_id varbinary(256), path varchar(512) not null
innodb_fields: index_id varbinary(256), name varchar(64) not null, pos bigint unsigned not null
innodb_foreign: id varchar(129), for_name varchar(129), ref_name varchar(129), n_cols bigint not null, type bigint unsigned not null
innodb_foreign_cols: id varchar(129), for_col_name varchar(64) not null, ref_col_name varchar(64) not null, pos int unsigned not null
innodb_ft_being_deleted: type bigint unsigned not null
innodb_ft_config: key varchar(193) not null, value varchar(193) not null
innodb_ft_default_stopword: value varchar(18) not null
innodb_ft_deleted: doc_id bigint unsigned not null
innodb_ft_index_cache: word varchar(337) not null, first_doc_id bigint unsigned not null, last_doc_id bigint unsigned not null,
  doc_count bigint unsigned not null, doc_id bigint unsigned not null, position bigint unsigned not null
innodb_ft_index_table: word varchar(337) not null, first_doc_id bigint unsigned not null, last_doc_id bigint unsigned not null,
  doc_count bigint unsigned not null, doc_id bigint unsigned not null, position bigint unsigned not null
innodb_indexes: index_id bigint unsigned not null, name varchar(193) not null, table_id bigint unsigned not null, type int not null,
  n_fields int not null, page_no int not null, space int not null, merge_threshold int not null
innodb_metrics: name varchar(193) not null, subsystem varchar(193) not null, count bigint not null, max_count bigint, min_count bigint,
  avg_count float, count_reset bigint not null, max_count_reset bigint, min_count_reset bigint, avg_count_reset float, time_enabled datetime,
  time_disabled datetime, time_elapsed bigint, time_reset datetime, status varchar(193) not null, type varchar(193) not null,
  comment varchar(193) not null
innodb_session_temp_tablespaces: id bigint not null, space bigint not null, path varchar(4001) not null, size bigint unsigned not null,
  state varchar(192) not null, purpose varchar(192) not null
innodb_tables: table_id bigint unsigned not null, name varchar(655) not null, flag int not null, n_cols int not null, space bigint not null,
  row_format varchar(12), zip_page_size int unsigned not null, space_type varchar(12), instant_cols int not null
innodb_tablespaces: space int unsigned not null, name varchar(655) not null, flag int unsigned not null, row_format varchar(22),
  page_size int unsigned not null, zip_page_size int unsigned not null, space_type varchar(10), fs_block_size int unsigned not null,
  file_size bigint unsigned not null, allocated_size bigint unsigned not null, autoextend_size bigint unsigned not null, server_version varchar(10),
  space_version int unsigned not null, encryption varchar(1), state varchar(10)
innodb_tablespaces_brief: space varchar(256), name varchar(268) not null, path varchar(512) not null, flag varchar(256),
  space_type varchar(7) not null
innodb_tablestats: table_id bigint unsigned not null, name varchar(193) not null, stats_initialized varchar(193) not null,
  num_rows bigint unsigned not null, clust_index_size bigint unsigned not null, other_index_size bigint unsigned not null,
  modified_counter bigint unsigned not null, autoinc bigint unsigned not null, ref_count int not null
innodb_temp_table_info: table_id bigint not null, name varchar(64), n_cols bigint unsigned not null, space bigint unsigned not null
innodb_trx: trx_id bigint unsigned not null, trx_state varchar(13) not null, trx_started datetime not null, trx_requested_lock_id varchar(105),
  trx_wait_started datetime, trx_weight bigint unsigned not null, trx_mysql_thread_id bigint unsigned not null, trx_query varchar(1024),
  trx_operation_state varchar(64), trx_tables_in_use bigint unsigned not null, trx_tables_locked bigint unsigned not null,
  trx_lock_structs bigint unsigned not null, trx_lock_memory_bytes bigint unsigned not null, trx_rows_locked bigint unsigned not null,
  trx_rows_modified bigint unsigned not null, trx_concurrency_tickets bigint unsigned not null, trx_isolation_level varchar(16) not null,
  trx_unique_checks int not null, trx_foreign_key_checks int not null, trx_last_foreign_key_error varchar(256),
  trx_adaptive_hash_latched int not null, trx_adaptive_hash_timeout bigint unsigned not null, trx_is_read_only int not null,
  trx_autocommit_non_locking int not null, trx_schedule_weight bigint unsigned
innodb_virtual: table_id bigint unsigned not null, pos int unsigned not null, base_pos int unsigned not null
optimizer_trace: QUERY varchar(65535) not null, TRACE varchar(65535) not null, MISSING_BYTES_BEYOND_MAX_MEM_SIZE int not null,
  INSUFFICIENT_PRIVILEGES bit(1) not null
partitions: TABLE_CATALOG varchar(64), TABLE_SCHEMA varchar(64), TABLE_NAME varchar(64) not null, PARTITION_NAME varchar(64),
  SUBPARTITION_NAME varchar(64), PARTITION_ORDINAL_POSITION int unsigned, SUBPARTITION_ORDINAL_POSITION int unsigned, PARTITION_METHOD varchar(13),
  SUBPARTITION_METHOD varchar(13), PARTITION_EXPRESSION varchar(2048), SUBPARTITION_EXPRESSION varchar(2048), PARTITION_DESCRIPTION text,
  TABLE_ROWS bigint unsigned, AVG_ROW_LENGTH bigint unsigned, DATA_LENGTH bigint unsigned, MAX_DATA_LENGTH bigint unsigned,
  INDEX_LENGTH bigint unsigned, DATA_FREE bigint unsigned, CREATE_TIME timestamp not null, UPDATE_TIME datetime, CHECK_TIME datetime,
  CHECKSUM bigint, PARTITION_COMMENT text not null, NODEGROUP varchar(256), TABLESPACE_NAME varchar(268)
plugins: PLUGIN_NAME varchar(64) not null, PLUGIN_VERSION varchar(20) not null, PLUGIN_STATUS varchar(10) not null, PLUGIN_TYPE varchar(80) not null,
  PLUGIN_TYPE_VERSION varchar(20) not null, PLUGIN_LIBRARY varchar(64), PLUGIN_LIBRARY_VERSION varchar(20), PLUGIN_AUTHOR varchar(64),
  PLUGIN_DESCRIPTION varchar(65535), PLUGIN_LICENSE varchar(80), LOAD_OPTION varchar(64) not null
profiling: QUERY_ID int not null, SEQ int not null, STATE varchar(30) not null, DURATION decimal(65,0) not null, CPU_USER decimal(65,0),
  CPU_SYSTEM decimal(65,0), CONTEXT_VOLUNTARY int, CONTEXT_INVOLUNTARY int, BLOCK_OPS_IN int, BLOCK_OPS_OUT int, MESSAGES_SENT int,
  MESSAGES_RECEIVED int, PAGE_FAULTS_MAJOR int, PAGE_FAULTS_MINOR int, SWAPS int, SOURCE_FUNCTION varchar(30), SOURCE_FILE varchar(20),
  SOURCE_LINE int
resource_groups: RESOURCE_GROUP_NAME varchar(64) not null, RESOURCE_GROUP_TYPE enum('SYSTEM','USER') not null, RESOURCE_GROUP_ENABLE bit(1) not null,
  VPCUS_IDS blob, THREAD_PRIORITY int not null
role_column_grants: GRANTOR varchar(97), GRANTOR_HOST varchar(256), GRANTEE char(32) not null, GRANTEE_HOST char(255) not null,
  TABLE_CATALOG varchar(3) not null, TABLE_SCHEMA char(64) not null, TABLE_NAME char(64) not null, COLUMN_NAME char(64) not null,
  PRIVILEGE_TYPE set('Select','Insert','Update','References') not null, IS_GRANTABLE varchar(3) not null
role_routine_grants: GRANTOR varchar(97), GRANTOR_HOST varchar(256), GRANTEE char(32) not null, GRANTEE_HOST char(255) not null,
  SPECIFIC_CATALOG varchar(3) not null, SPECIFIC_SCHEMA char(64) not null, SPECIFIC_NAME char(64) not null, ROUTINE_CATALOG varchar(3) not null,
  ROUTINE_SCHEMA char(64) not null, ROUTINE_NAME char(64) not null, PRIVILEGE_TYPE set('Execute','Alter Routine','Grant') not null,
  IS_GRANTABLE varchar(3) not null
role_table_grants: GRANTOR varchar(97), GRANTOR_HOST varchar(256), GRANTEE char(32) not null, GRANTEE_HOST char(255) not null,
  TABLE_CATALOG varchar(3) not null, TABLE_SCHEMA char(64) not null, TABLE_NAME char(64) not null,
  PRIVILEGE_TYPE set('Select','Insert','Update','Delete','Create','Drop','Grant','References','Index','Alter','Create View','Show view','Trigger') not null,
  IS_GRANTABLE varchar(3) not null
schema_privileges: GRANTEE varchar(292) not null, TABLE_CATALOG varchar(512) not null, TABLE_SCHEMA varchar(64) not null,
  PRIVILEGE_TYPE varchar(64) not null, IS_GRANTABLE varchar(3) not null
st_geometry_columns: TABLE_CATALOG varchar(64), TABLE_SCHEMA varchar(64), TABLE_NAME varchar(64), COLUMN_NAME varchar(64), SRS_NAME varchar(80),
  SRS_ID int unsigned, GEOMETRY_TYPE_NAME longtext
table_privileges: GRANTEE varchar(292) not null, TABLE_CATALOG varchar(512) not null, TABLE_SCHEMA varchar(64) not null,
  TABLE_NAME varchar(64) not null, PRIVILEGE_TYPE varchar(64) not null, IS_GRANTABLE varchar(3) not null
tablespaces: TABLESPACE_NAME varchar(64) not null, ENGINE varchar(64) not null, TABLESPACE_TYPE varchar(64), LOGFILE_GROUP_NAME varchar(64),
  EXTENT_SIZE bigint unsigned, AUTOEXTEND_SIZE bigint unsigned, MAXIMUM_SIZE bigint unsigned, NODEGROUP_ID bigint unsigned,
  TABLESPACE_COMMENT varchar(2048)
tablespaces_extensions: TABLESPACE_NAME varchar(268) not null, ENGINE_ATTRIBUTE json
view_routine_usage: TABLE_CATALOG varchar(64), TABLE_SCHEMA varchar(64), TABLE_NAME varchar(64), SPECIFIC_CATALOG varchar(64),
  SPECIFIC_SCHEMA varchar(64), SPECIFIC_TABLE varchar(64) not null
view_table_usage: VIEW_CATALOG varchar(64), VIEW_SCHEMA varchar(64), VIEW_NAME varchar(64), TABLE_CATALOG varchar(64), TABLE_SCHEMA varchar(64),
  TABLE_NAME varchar(64)
`
