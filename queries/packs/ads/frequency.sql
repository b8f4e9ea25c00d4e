-- title: How often an ad is shown before somebody buys
-- about: Users by the impressions that they saw before their first conversion (all of them where there is none), and how many of them bought.
-- grain: one row per number of impressions
-- tables: fact_ad_events
-- parameter: most integer = 10; so many or more are one row
-- chart: bar impressions buyer_pct
WITH firsts AS (
  SELECT user_key, min(ts) FILTER (WHERE event = 'conversion') AS bought
  FROM model.fact_ad_events
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY user_key
),
counted AS (
  SELECT
    user_key,
    any_value(bought) IS NOT NULL AS is_buyer,
    least(count(*) FILTER (WHERE event = 'impression' AND (bought IS NULL OR ts < bought)), $most) AS impressions
  FROM model.fact_ad_events
  JOIN firsts USING (user_key)
  GROUP BY user_key
)
SELECT
  impressions,
  count(*) AS users,
  count(*) FILTER (WHERE is_buyer) AS buyers,
  100 * buyers / users AS buyer_pct
FROM counted
GROUP BY impressions
ORDER BY impressions
