import type { Answer, Observed } from './scenario.ts'

/** Dolt's number for errors that MySQL has no number for, or that it didn't number. */
const UNNUMBERED = 1105

/** Ours and Dolt's in a form in which equal means right: of an error only the number counts, and ours may be a closer one. */
export function comparable(ours: Observed, dolts: Observed): { readonly ours: Observed; readonly dolts: Observed } {
  return {
    ours: { ...ours, steps: ours.steps.map((step, i) => ({ ...step, answer: closer(step.answer, dolts.steps[i]?.answer) })) },
    dolts: { ...dolts, steps: dolts.steps.map((step) => ({ ...step, answer: numbered(step.answer) })) },
  }
}

function numbered(answer: Answer): Answer {
  return 'error' in answer ? { error: answer.error } : answer
}

function closer(ours: Answer, dolts: Answer | undefined): Answer {
  return 'error' in ours && dolts !== undefined && 'error' in dolts && dolts.error === UNNUMBERED ? numbered(dolts) : numbered(ours)
}
