/** Upper bounds of the buckets of durations, in seconds. */
const BUCKETS = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10]

type Labels = Readonly<Record<string, string>>

interface Family {
  readonly kind: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly samples: Map<string, number>
  readonly histograms: Map<string, Histogram>
}

/** A histogram's series with one set of labels. What is printed of it is put together when somebody asks: durations come in far more often. */
interface Histogram {
  readonly labels: Labels
  /** How many durations fell into each bucket itself, in the order of `BUCKETS`; the last are those beyond all bounds. */
  readonly counts: number[]
  sum: number
}

/** Counters, gauges and histograms of one process (or isolate), as Prometheus' text format 0.0.4 prints them. */
export class Metrics {
  private readonly families = new Map<string, Family>()

  /** Adds to a counter. */
  count(name: string, help: string, labels: Labels = {}, by = 1): void {
    const { samples } = this.family(name, 'counter', help)
    const key = name + labelText(labels)
    samples.set(key, (samples.get(key) ?? 0) + by)
  }

  /** Says where a counter stands that is kept elsewhere. */
  reach(name: string, help: string, value: number, labels: Labels = {}): void {
    this.family(name, 'counter', help).samples.set(name + labelText(labels), value)
  }

  /** Sets a gauge. */
  set(name: string, help: string, value: number, labels: Labels = {}): void {
    this.family(name, 'gauge', help).samples.set(name + labelText(labels), value)
  }

  /** Puts a duration into a histogram. */
  observe(name: string, help: string, seconds: number, labels: Labels = {}): void {
    const { histograms } = this.family(name, 'histogram', help)
    const key = labelText(labels)
    let histogram = histograms.get(key)
    if (histogram === undefined) {
      histogram = { labels, counts: Array<number>(BUCKETS.length + 1).fill(0), sum: 0 }
      histograms.set(key, histogram)
    }
    const bucket = BUCKETS.findIndex((bound) => seconds <= bound)
    histogram.counts[bucket < 0 ? BUCKETS.length : bucket]++
    histogram.sum += seconds
  }

  text(): string {
    let out = ''
    for (const [name, { kind, help, samples, histograms }] of this.families) {
      out += `# HELP ${name} ${help}\n# TYPE ${name} ${kind}\n`
      for (const [sample, value] of samples) out += `${sample} ${value}\n`
      for (const histogram of histograms.values()) out += histogramText(name, histogram)
    }
    return out
  }

  private family(name: string, kind: Family['kind'], help: string): Family {
    let family = this.families.get(name)
    if (family === undefined) {
      family = { kind, help, samples: new Map(), histograms: new Map() }
      this.families.set(name, family)
    }
    return family
  }
}

/** Buckets are printed with what is in the smaller ones too, as Prometheus wants them. */
function histogramText(name: string, { labels, counts, sum }: Histogram): string {
  let out = ''
  let total = 0
  for (const [i, count] of counts.entries()) {
    total += count
    out += `${name}_bucket${labelText({ ...labels, le: i < BUCKETS.length ? String(BUCKETS[i]) : '+Inf' })} ${total}\n`
  }
  return `${out}${name}_sum${labelText(labels)} ${sum}\n${name}_count${labelText(labels)} ${total}\n`
}

function labelText(labels: Labels): string {
  const entries = Object.entries(labels)
  if (entries.length === 0) return ''
  return `{${entries.map(([k, v]) => `${k}="${v.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`).join(',')}}`
}
