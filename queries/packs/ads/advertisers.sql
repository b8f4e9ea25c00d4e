-- title: What advertisers get for their money
-- about: What the campaigns of an advertiser cost, and the conversions whose last touch within some days was one of them.
-- grain: one row per advertiser
-- tables: fact_ad_events, dim_ad_campaigns
-- parameter: days number = 7; how long before a conversion touches count
-- chart: bar advertiser_id roas
WITH touches AS (
  SELECT
    c.value::DOUBLE AS amount,
    t.campaign_id,
    row_number() OVER (PARTITION BY c._source ORDER BY t.ts DESC, t._source DESC) AS back
  FROM model.fact_ad_events c
  JOIN model.fact_ad_events t
    ON t.user_key = c.user_key AND t.ts < c.ts AND epoch(c.ts - t.ts) <= 86400 * $days
  WHERE c.event = 'conversion' AND t.event IN ('impression', 'click') AND t.campaign_id IS NOT NULL
    AND c.user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
credited AS (
  SELECT campaign_id, count(*) AS conversions, sum(amount) AS amount
  FROM touches
  WHERE back = 1
  GROUP BY campaign_id
),
summed AS (
  SELECT
    c.advertiser_id,
    count(*) AS campaigns,
    sum(c.total_spend_usd)::DOUBLE AS spend,
    coalesce(sum(conversions), 0)::BIGINT AS conversions,
    coalesce(sum(amount), 0) AS value
  FROM model.dim_ad_campaigns c
  LEFT JOIN credited USING (campaign_id)
  GROUP BY c.advertiser_id
)
SELECT
  *,
  value / nullif(spend, 0) AS roas,
  CASE WHEN roas >= 3 THEN 'excellent' WHEN roas >= 2 THEN 'good' WHEN roas >= 1 THEN 'break-even' WHEN roas < 1 THEN 'poor' END AS tier
FROM summed
ORDER BY spend DESC NULLS LAST, advertiser_id
