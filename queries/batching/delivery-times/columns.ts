import { resultColumns } from '../../../src-renderer/query/analysis/resultColumns'

/** What its result holds. */
export const COLUMNS = resultColumns({
  order_no: { about: 'The order.', format: 'text' },
  driver: { about: 'Who carried it.', format: 'text' },
  picked_up_minute: { about: "Minutes on the driver's clock at the pickup.", format: 'decimal', nullable: true },
  delivered_minute: {
    about: "Minutes on the driver's clock at the drop-off; empty where there was none.",
    format: 'decimal',
    nullable: true,
  },
  minutes: {
    about: 'From pickup to drop-off; empty where a travel time on the way is not known.',
    format: 'decimal',
    nullable: true,
  },
  missing_legs: { about: 'Changes of place on the way without a travel time.', format: 'integer', nullable: true },
})
