/** Upper bounds of the buckets of durations, in seconds. */
const BUCKETS = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10]

type Labels = Readonly<Record<string, string>>

interface Family {
  readonly kind: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly samples: Map<string, number>
}

/** Counters, gauges and histograms of one process (or isolate), as Prometheus' text format 0.0.4 prints them. */
export class Metrics {
  private readonly families = new Map<string, Family>()

  /** Adds to a counter. */
  count(name: string, help: string, labels: Labels = {}, by = 1): void {
    this.add(this.family(name, 'counter', help), name, labels, by)
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
    const family = this.family(name, 'histogram', help)
    for (const bound of BUCKETS) this.add(family, `${name}_bucket`, { ...labels, le: String(bound) }, seconds <= bound ? 1 : 0)
    this.add(family, `${name}_bucket`, { ...labels, le: '+Inf' }, 1)
    this.add(family, `${name}_sum`, labels, seconds)
    this.add(family, `${name}_count`, labels, 1)
  }

  text(): string {
    let out = ''
    for (const [name, { kind, help, samples }] of this.families) {
      out += `# HELP ${name} ${help}\n# TYPE ${name} ${kind}\n`
      for (const [sample, value] of samples) out += `${sample} ${value}\n`
    }
    return out
  }

  private family(name: string, kind: Family['kind'], help: string): Family {
    let family = this.families.get(name)
    if (family === undefined) {
      family = { kind, help, samples: new Map() }
      this.families.set(name, family)
    }
    return family
  }

  private add(family: Family, name: string, labels: Labels, by: number): void {
    const key = name + labelText(labels)
    family.samples.set(key, (family.samples.get(key) ?? 0) + by)
  }
}

function labelText(labels: Labels): string {
  const entries = Object.entries(labels)
  if (entries.length === 0) return ''
  return `{${entries.map(([k, v]) => `${k}="${v.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`).join(',')}}`
}
