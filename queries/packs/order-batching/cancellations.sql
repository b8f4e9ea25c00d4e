-- title: Why deliveries are cancelled
-- about: Cancelled deliveries by reason, and their part of all deliveries.
-- grain: one row per reason
-- tables: fact_deliveries
-- chart: bar reason cancelled
SELECT
  coalesce(cancellation_reason, '(none)') AS reason,
  count(*) AS cancelled,
  100 * count(*) / (SELECT count(*) FROM model.fact_deliveries) AS of_all_pct
FROM model.fact_deliveries
WHERE delivery_status = 'cancelled'
GROUP BY 1
ORDER BY cancelled DESC, reason
