/** What wrangler.toml binds, and the secrets beside it. */
export interface Env {
  readonly REPLICA: DurableObjectNamespace
  /** The bucket with the remotes, one folder a database. */
  readonly REMOTE: R2Bucket
  /** A remote's URL with `{database}` in it, or '' for the bucket. */
  readonly REMOTE_URL: string
  /** Names of the databases served, separated by commas; '' for all. */
  readonly DATABASES: string
  /** `1`: a read is served from what is here when the remote fails, as with Dolt's dolt_skip_replication_errors. */
  readonly SKIP_REPLICATION_ERRORS: string
  /** Databases that are copied whole into their replicas' storage, separated by commas; `*` for all. */
  readonly EAGER: string
  /** How new reads are that don't say it themselves: '' or `strong`, or `max-staleness=` and milliseconds. */
  readonly FRESHNESS: string
  /** Branches that are served, names and patterns separated by commas; '' for all branches and tags. */
  readonly HEADS: string
  /** Where writes are handed to; '' refuses them. */
  readonly MASTER_URL: string
  /** How many objects serve a database in each region. */
  readonly REPLICAS_PER_REGION: string
  /** Cloudflare's location hints in which there are replicas, separated by commas; '' for all. */
  readonly REGIONS: string
  /** Least grave events to log: `debug`, `info`, `warn`, `error` or `none`. */
  readonly LOG_LEVEL: string
  /** `tokens`: whoever has an access token is answered; `public`: everyone. */
  readonly ACCESS: string
  /** Keys of the access tokens' signatures, separated by commas: the first signs, all verify. */
  readonly TOKEN_KEY?: string
  /** Rows of an answer at most. */
  readonly MAX_ROWS: string
  /** Bytes of an answer at most. */
  readonly MAX_RESULT_BYTES: string
  /** Bytes of a request's body at most. */
  readonly MAX_BODY_BYTES: string
  /** Rows, and pairs of rows, that a statement may look at: a Worker can't see time pass while it computes. */
  readonly MAX_ROWS_EXAMINED: string
  /** Bytes that sorts, groups and joins of a statement may hold: an isolate has 128 MB for all of its statements and caches. */
  readonly QUERY_MEMORY: string
  /** Key of the sessions' signatures. */
  readonly SESSION_KEY?: string
  /** What a master sends to be let into /remote/…. */
  readonly REMOTE_TOKEN?: string
  /** What an oxbow+https:// remote of REMOTE_URL wants to see. */
  readonly REMOTE_URL_TOKEN?: string
  /** Credentials of an s3:// remote of REMOTE_URL. */
  readonly AWS_ACCESS_KEY_ID?: string
  readonly AWS_SECRET_ACCESS_KEY?: string
  readonly AWS_SESSION_TOKEN?: string
}
