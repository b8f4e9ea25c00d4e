/** What a log's rule says of it: `keeps its last 90 days`. */
export function retentionText({ keepDays }: { readonly keepDays: number }): string {
  return keepDays === 1 ? 'keeps its last day' : `keeps its last ${keepDays} days`
}
