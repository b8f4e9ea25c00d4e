-- title: Food and satisfaction by place in the batch
-- about: How warm the food of batches was and what customers thought of it, by which delivery of its batch it was; batches that were called off are left out.
-- grain: one row per place in the batch
-- tables: fact_batch_deliveries, fact_delivery_batches
-- expect: mean_score between 1 and 5
-- chart: bar place mean_score
SELECT
  dropoff_sequence AS place,
  count(*) AS deliveries,
  count(customer_satisfaction_score) AS rated,
  avg(customer_satisfaction_score) AS mean_score,
  100 * count(*) FILTER (WHERE customer_satisfaction_score <= 2) / nullif(count(customer_satisfaction_score), 0) AS unhappy_pct,
  avg(estimated_food_temp_at_delivery) AS mean_temperature
FROM model.fact_batch_deliveries
JOIN model.fact_delivery_batches USING (batch_id)
WHERE batch_status <> 'cancelled'
GROUP BY dropoff_sequence
ORDER BY place
