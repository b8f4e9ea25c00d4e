-- title: What campaigns cost for what they show
-- about: Impressions and clicks of each campaign, and what a thousand impressions and a click cost; campaigns without one or without a known cost stay.
-- grain: one row per campaign
-- tables: fact_ad_events, dim_ad_campaigns
-- expect: campaign_id unique
-- expect: ctr_pct between 0 and 100
-- expect: spend >= 0
-- chart: bar campaign_id cpc
WITH shown AS (
  SELECT
    campaign_id,
    count(*) FILTER (WHERE event = 'impression') AS impressions,
    count(*) FILTER (WHERE event = 'click') AS clicks
  FROM model.fact_ad_events
  WHERE event IN ('impression', 'click') AND campaign_id IS NOT NULL
    AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY campaign_id
),
paid AS (
  SELECT campaign_id, total_spend_usd::DOUBLE AS spend FROM model.dim_ad_campaigns
)
SELECT
  campaign_id,
  coalesce(impressions, 0) AS impressions,
  coalesce(clicks, 0) AS clicks,
  100 * s.clicks / nullif(s.impressions, 0) AS ctr_pct,
  spend,
  1000 * spend / nullif(s.impressions, 0) AS cpm,
  spend / nullif(s.clicks, 0) AS cpc
FROM shown s
FULL JOIN paid USING (campaign_id)
ORDER BY spend DESC NULLS LAST, campaign_id
