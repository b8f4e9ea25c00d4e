-- title: Spend and events by day
-- about: What each campaign cost, spread evenly over its days from the first to the last, beside what was shown, clicked and bought on the day.
-- grain: one row per day of the log
-- tables: fact_ad_events, dim_ad_campaigns
-- expect: date unique
-- expect: spend >= 0
-- chart: line date spend value
WITH events AS (
  SELECT
    local_date(ts) AS date,
    count(*) FILTER (WHERE event = 'impression') AS impressions,
    count(*) FILTER (WHERE event = 'click') AS clicks,
    count(*) FILTER (WHERE event = 'conversion') AS conversions,
    sum(value) FILTER (WHERE event = 'conversion') AS amount
  FROM model.fact_ad_events
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY 1
),
days AS (
  SELECT unnest(generate_series(min(date)::TIMESTAMP, max(date)::TIMESTAMP, INTERVAL 1 DAY))::DATE AS date FROM events
),
spent AS (
  SELECT date, sum(total_spend_usd / (campaign_end_date::DATE - campaign_start_date::DATE + 1)) AS spend
  FROM days
  JOIN model.dim_ad_campaigns ON date BETWEEN campaign_start_date::DATE AND campaign_end_date::DATE
  GROUP BY date
)
SELECT
  date,
  coalesce(spend, 0)::DOUBLE AS spend,
  coalesce(impressions, 0) AS impressions,
  coalesce(clicks, 0) AS clicks,
  coalesce(conversions, 0) AS conversions,
  coalesce(amount, 0)::DOUBLE AS value
FROM days
LEFT JOIN events USING (date)
LEFT JOIN spent USING (date)
ORDER BY date
