-- title: Return on spend by attribution model
-- about: The value that the last touch, all touches alike, and touches by 1/√(days before + 1) bring each campaign, for each unit that it cost; the tier goes by all touches alike.
-- grain: one row per campaign with a cost
-- tables: fact_ad_events, dim_ad_campaigns
-- parameter: days number = 7; how long before a conversion touches count
-- parameter: started_days integer; only campaigns that began so many days before the newest event's day, or later
-- chart: bar campaign_id linear_roas
WITH conversions AS (
  SELECT row_number() OVER () AS conversion, user_key, ts AS done, value::DOUBLE AS amount
  FROM model.fact_ad_events
  WHERE event = 'conversion' AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
touches AS (
  SELECT
    conversion,
    t.campaign_id,
    amount,
    1 / count(*) OVER same AS even,
    1 / sqrt(epoch(done - t.ts) / 86400 + 1) AS decay,
    row_number() OVER (same ORDER BY t.ts DESC, t._source DESC) = 1 AS is_last
  FROM conversions c
  JOIN model.fact_ad_events t
    ON t.user_key = c.user_key AND t.ts < done AND epoch(done - t.ts) <= 86400 * $days
  WHERE t.event IN ('impression', 'click') AND t.campaign_id IS NOT NULL
  WINDOW same AS (PARTITION BY conversion)
),
credited AS (
  SELECT
    campaign_id,
    sum(amount) FILTER (WHERE is_last) AS last_touch,
    sum(amount * even) AS linear,
    sum(amount * share) AS time_decay
  FROM (SELECT *, decay / sum(decay) OVER (PARTITION BY conversion) AS share FROM touches)
  GROUP BY campaign_id
),
paid AS (
  SELECT
    c.campaign_id,
    c.total_spend_usd::DOUBLE AS spend,
    coalesce(last_touch, 0) AS last_touch_value,
    coalesce(linear, 0) AS linear_value,
    coalesce(time_decay, 0) AS time_decay_value
  FROM model.dim_ad_campaigns c
  LEFT JOIN credited USING (campaign_id)
  WHERE $started_days IS NULL
    OR c.campaign_start_date::DATE >= (SELECT max(local_date(ts)) FROM model.fact_ad_events) - $started_days::INTEGER
)
SELECT
  *,
  last_touch_value / nullif(spend, 0) AS last_touch_roas,
  linear_value / nullif(spend, 0) AS linear_roas,
  time_decay_value / nullif(spend, 0) AS time_decay_roas,
  CASE
    WHEN linear_roas >= 3 THEN 'excellent'
    WHEN linear_roas >= 2 THEN 'good'
    WHEN linear_roas >= 1 THEN 'break-even'
    WHEN linear_roas < 1 THEN 'poor'
  END AS tier
FROM paid
ORDER BY linear_roas DESC NULLS LAST, campaign_id
