import { expect, it } from 'vitest'
import { Metrics } from './metrics.ts'

it('histograms are printed with buckets that count the smaller ones too, a series for each set of labels', () => {
  const metrics = new Metrics()
  for (const seconds of [0.0005, 0.001, 0.25, 99]) metrics.observe('oxbow_seconds', 'Time.', seconds, { kind: 'read' })
  metrics.observe('oxbow_seconds', 'Time.', 0.002, { kind: 'write' })
  const lines = metrics.text().split('\n')
  expect(lines.slice(0, 12)).toEqual([
    '# HELP oxbow_seconds Time.', '# TYPE oxbow_seconds histogram',
    ...[['0.001', 2], ['0.005', 2], ['0.025', 2], ['0.1', 2], ['0.5', 3], ['2.5', 3], ['10', 3], ['+Inf', 4]]
      .map(([le, count]) => `oxbow_seconds_bucket{kind="read",le="${le}"} ${count}`),
    'oxbow_seconds_sum{kind="read"} 99.2515', 'oxbow_seconds_count{kind="read"} 4',
  ])
  expect(lines).toContain('oxbow_seconds_bucket{kind="write",le="0.001"} 0')
  expect(lines).toContain('oxbow_seconds_bucket{kind="write",le="0.005"} 1')
})

it('counters and gauges have a value for each set of labels, whose texts are escaped', () => {
  const metrics = new Metrics()
  metrics.count('oxbow_reads_total', 'Reads.', { database: 'a"b\\c\nd' })
  metrics.count('oxbow_reads_total', 'Reads.', { database: 'a"b\\c\nd' }, 2)
  metrics.set('oxbow_lag', 'Lag.', 5)
  metrics.set('oxbow_lag', 'Lag.', 3)
  metrics.reach('oxbow_pushes_total', 'Pushes.', 7)
  expect(metrics.text()).toBe('# HELP oxbow_reads_total Reads.\n# TYPE oxbow_reads_total counter\noxbow_reads_total{database="a\\"b\\\\c\\nd"} 3\n'
    + '# HELP oxbow_lag Lag.\n# TYPE oxbow_lag gauge\noxbow_lag 3\n# HELP oxbow_pushes_total Pushes.\n# TYPE oxbow_pushes_total counter\noxbow_pushes_total 7\n')
})
