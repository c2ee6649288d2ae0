/**
 * System variables that clients ask for and nothing here depends on: name, scope (`!`: read-only), kind and default, as Dolt answers
 * SHOW VARIABLES. What they mean is in the MySQL 8.0 manual, Server System Variables.
 */
export const OTHER_VARIABLES = `
activate_all_roles_on_login global bool 0
admin_address global! string
admin_port global! int 33062
admin_ssl_ca global string
admin_ssl_capath global string
admin_ssl_cert global string
admin_ssl_cipher global string
admin_ssl_crl global string
admin_ssl_crlpath global string
admin_ssl_key global string
admin_tls_ciphersuites global string
admin_tls_version global string TLSv1,TLSv1.1,TLSv1.2,TLSv1.3
authentication_windows_log_level global! int 2
authentication_windows_use_principal_name global! bool 1
auto_generate_certs global! bool 1
automatic_sp_privileges global bool 1
avoid_temporal_upgrade global bool 0
aws_credentials_file session! string
aws_credentials_profile session! string
aws_credentials_region session! string
back_log global! int -1
basedir global! string
batch_mode session int 0
bind_address global! string *
binlog_checksum global string CRC32
binlog_expire_logs_seconds global int 2592000
binlog_format global string ROW
binlog_gtid_simple_recovery global! bool 1
binlog_ignore_dbs both string
binlog_row_image both string FULL
binlog_row_metadata global string MINIMAL
block_encryption_mode both string aes-128-ecb
bulk_insert_buffer_size both int 8388608
caching_sha2_password_auto_generate_rsa_keys global! bool 1
caching_sha2_password_digest_rounds global! int 5000
caching_sha2_password_private_key_path global! string private_key.pem
caching_sha2_password_public_key_path global! string public_key.pem
character_sets_dir global! string
check_constraint_checks both bool 1
check_proxy_users global bool 0
completion_type both string NO_CHAIN
concurrent_insert global string AUTO
connect_timeout global int 10
core_file global! bool 0
create_admin_listener_thread global! bool 0
datadir global! string
debug_sync session string
default_authentication_plugin global! string caching_sha2_password
default_collation_for_utf8mb4 both string utf8mb4_0900_ai_ci
default_password_lifetime global int 0
default_table_encryption both bool 0
default_tmp_storage_engine both string InnoDB
default_week_format both int 0
delay_key_write global string ON
delayed_insert_limit global int 100
delayed_insert_timeout global int 300
delayed_queue_size global int 1000
disable_merge_join both bool 0
disabled_storage_engines global! string
disconnect_on_expired_password global! bool 1
dolt_allow_ci_creation session bool 0
dolt_auto_gc_enabled global! bool 1
dolt_cluster_ack_writes_timeout_secs both int 0
dolt_dont_merge_json both bool 0
dolt_log_level global string info
dolt_stats_branches global string
dolt_stats_enabled global bool 1
dolt_stats_gc_enabled global bool 1
dolt_stats_gc_interval global int 3600000
dolt_stats_job_interval global int 30
dolt_stats_memory_only global bool 0
dolt_stats_paused global bool 0
end_markers_in_json both bool 0
enforce_gtid_consistency global string OFF
eq_range_index_dive_limit both int 200
external_user session! string
flush global bool 0
flush_time global int 0
ft_boolean_syntax global string + -><()~*:""&|
ft_min_word_len global! int 4
ft_query_expansion_limit global! int 20
ft_stopword_file global! string
general_log global bool 0
general_log_file global string
generated_random_password_length both int 20
gpgsign both bool 0
gtid_domain_id both int 0
gtid_executed global! string
gtid_executed_compression_period global int 0
gtid_mode global string OFF
gtid_next session string AUTOMATIC
gtid_owned both! string
gtid_purged global string
gtid_seq_no session int 0
have_statement_timeout global! bool 0
histogram_generation_max_mem_size both int 20000000
host_cache_size global int -1
immediate_server_version session int 80017
information_schema_stats_expiry both int 86400
init_file global! string
inmemory_joins session bool 0
innodb_buffer_pool_size global int 134217728
innodb_stats_auto_recalc global bool 1
insert_id session int 0
internal_tmp_disk_storage_engine global string INNODB
internal_tmp_mem_storage_engine both string TempTable
join_buffer_size both int 262144
join_complexity_limit both int 12
keep_files_on_create both bool 0
key_buffer_size global int 8388608
key_cache_age_threshold global int 300
key_cache_block_size global int 1024
key_cache_division_limit global int 100
large_files_support global! bool 0
large_page_size global! int 0
large_pages global! bool 0
last_insert_id session int 0
lc_messages both string en_US
lc_messages_dir global! string
lc_time_names both string
local_infile global bool 0
lock_wait_timeout both int 31536000
lock_warnings session bool 0
log_bin both bool 0
log_bin_branch both string main
log_error global! string
log_error_services global string log_filter_internal; log_sink_internal
log_error_suppression_list global string
log_error_verbosity global int 2
log_output global string FILE
log_queries_not_using_indexes global bool 0
log_raw global bool 0
log_replica_updates both bool 1
log_slave_updates both bool 1
log_slow_admin_statements global bool 0
log_slow_extra global bool 0
log_syslog global bool 1
log_syslog_facility global string daemon
log_syslog_include_pid global bool 1
log_syslog_tag global string
log_throttle_queries_not_using_indexes global int 0
log_timestamps global string UTC
long_query_time both int 10
low_priority_updates both bool 0
lower_case_file_system global! bool 0
mandatory_roles global string
max_binlog_size global int 1073741824
max_connect_errors global int 100
max_delayed_threads both int 20
max_digest_length global! int 1024
max_error_count both int 1024
max_heap_table_size both int 16777216
max_insert_delayed_threads both int 0
max_join_size both int 18446744073709551615
max_length_for_sort_data both int 4096
max_points_in_geometry both int 65536
max_prepared_stmt_count global int 16382
max_seeks_for_key both int 18446744073709551615
max_sort_length both int 1024
max_sp_recursion_depth both int 0
max_user_connections both int 0
max_write_lock_count global int 18446744073709551615
mecab_rc_file global! string
metadata_locks_cache_size global! int 1024
metadata_locks_hash_instances global! int 8
min_examined_row_limit both int 0
myisam_data_pointer_size global int 6
myisam_max_sort_file_size global int 9223372036853727000
myisam_mmap_size global! int 18446744073709551615
myisam_recover_options global! string OFF
myisam_repair_threads both int 1
myisam_sort_buffer_size both int 8388608
myisam_stats_method both string nulls_unequal
myisam_use_mmap global bool 0
mysql_native_password_proxy_users global bool 0
named_pipe global! bool 0
named_pipe_full_access_group global! string
ndbinfo_version global! string
net_retry_count both int 10
new both bool 0
ngram_token_size global! int 2
offline_mode global bool 0
old global! bool 0
old_alter_table both bool 0
open_files_limit global! int 5000
optimizer_prune_level both int 1
optimizer_search_depth both int 62
optimizer_trace both string
optimizer_trace_features both string
optimizer_trace_limit both int 1
optimizer_trace_max_mem_size both int 1048576
optimizer_trace_offset both int -1
original_server_version session int 80017
parser_max_mem_size both int 18446744073709551615
partial_revokes global bool 0
password_history global int 0
password_require_current global bool 0
password_reuse_interval global int 0
persist_only_admin_x509_subject global! string
persisted_globals_load global! bool 1
pid_file global! string
plugin_dir global! string
preload_buffer_size both int 32768
print_identified_with_as_hex both bool 0
protocol_compression_algorithms global string zlib,zstd,uncompressed
proxy_user session! string
pseudo_slave_mode session bool 0
pseudo_thread_id session int 0
query_cache_size global int 1
query_cache_type both string OFF
rand_seed1 session int 0
range_optimizer_max_mem_size both int 8388608
rbr_exec_mode both string STRICT
read_buffer_size both int 131072
read_rnd_buffer_size both int 262144
regexp_buffer_size global int 524288
regexp_stack_limit global int 8000000
regexp_time_limit global int 32
require_row_format session bool 0
require_secure_transport global bool 0
resultset_metadata session string FULL
schema_definition_cache global int 256
secondary_engine_cost_threshold session int 100000
select_into_buffer_size both int 131072
select_into_disk_sync both bool 0
select_into_disk_sync_delay both int 0
server_id both int 1
server_uuid both string 00000000-0000-0000-0000-000000000000
session_track_gtids both string OFF
session_track_schema both bool 1
session_track_state_change both bool 0
session_track_system_variables both string time_zone, autocommit, character_set_client, character_set_results, character_set_connection
session_track_transaction_info both string OFF
sha256_password_auto_generate_rsa_keys global! bool 1
sha256_password_private_key_path global! string private_key.pem
sha256_password_proxy_users global bool 0
sha256_password_public_key_path global! string public_key.pem
shared_memory global! bool 0
shared_memory_base_name global! string MYSQL
show_create_table_skip_secondary_engine session bool 0
show_create_table_verbosity both bool 0
show_external_procedures both bool 1
show_old_temporals both bool 0
signingkey both string
skip_external_locking global! bool 1
skip_name_resolve global! bool 0
skip_networking global! bool 0
skip_parallel_replication session bool 0
skip_show_database global! bool 0
slow_launch_time global int 2
slow_query_log global bool 0
slow_query_log_file global string
socket global! string
sort_buffer_size both int 262144
sql_buffer_result both bool 0
sql_if_exists both bool 0
sql_log_bin both bool 0
sql_log_off both bool 0
sql_require_primary_key both bool 0
ssl_ca global string
ssl_capath global string
ssl_cert global string
ssl_cipher global string
ssl_crl global string
ssl_crlpath global! string
ssl_fips_mode global string OFF
ssl_key global string
stored_program_cache global int 256
stored_program_definition_cache global int 256
strict_mysql_compatibility both bool 0
system_versioning_insert_history both bool 0
table_definition_cache global int -1
table_encryption_privilege_check global bool 0
table_open_cache global int 4000
table_open_cache_instances global! int 16
tablespace_definition_cache global int 256
temptable_max_mmap global int 1073741824
temptable_max_ram global int 1073741824
temptable_use_mmap global bool 1
thread_cache_size global int -1
thread_handling global! string one-thread-per-connection
thread_pool_algorithm global! int 0
thread_pool_high_priority_connection both int 0
thread_pool_max_active_query_threads global int 0
thread_pool_max_unused_threads global int 0
thread_pool_prio_kickup_timer global int 1000
thread_pool_size global! int 16
thread_pool_stall_limit global int 6
timestamp session int 0
tls_ciphersuites global string
tls_version global string TLSv1,TLSv1.1,TLSv1.2,TLSv1.3
tmp_table_size both int 16777216
tmpdir global! string
transaction_prealloc_size both int 4096
updatable_views_with_limit both bool 1
uptime both! bool 1
use_secondary_engine session string ON
validate_user_plugins global! bool 1
version_compile_zlib global! string
dragnet.log_error_filter_rules global string drop
syseventlog.facility global string daemon
syseventlog.include_pid global bool 1
syseventlog.tag global string
validate_password.length global int 8
validate_password.mixed_case_count global int 1
validate_password.number_count global int 1
validate_password.special_char_count global int 1
`
