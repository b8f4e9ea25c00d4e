-- title: How long batches stay in a state
-- about: From coming to a state to the next one; batches that are still in it are counted apart.
-- grain: one row per state
-- tables: fact_batch_state_changes
-- expect: mean_minutes >= 0
-- chart: bar state median_minutes
WITH steps AS (
  SELECT
    new_state AS state,
    row_number() OVER one AS step,
    epoch(lead("timestamp") OVER one - "timestamp") / 60 AS minutes
  FROM model.fact_batch_state_changes
  WINDOW one AS (PARTITION BY batch_id ORDER BY "timestamp", state_change_id)
)
SELECT
  state,
  count(*) AS entered,
  count(*) FILTER (WHERE minutes IS NULL) AS still_in,
  avg(minutes) AS mean_minutes,
  median(minutes) AS median_minutes,
  quantile_cont(minutes, 0.9) AS p90_minutes
FROM steps
GROUP BY state
ORDER BY min(step), state
