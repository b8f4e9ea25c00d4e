-- title: Who recommends us?
-- about: The newest answer of each restaurant that was asked whether it would recommend the platform, by market: promoters less detractors in percent with an interval of 95 %, and how many never answered.
-- grain: one row per market
-- tables: survey_answers, restaurants
-- expect: promoter_score between -100 and 100
-- chart: interval market promoter_score low high
WITH newest AS (
  SELECT restaurant_id, last(recommend_score ORDER BY asked_at, survey_id) FILTER (WHERE recommend_score IS NOT NULL) AS score
  FROM model.survey_answers
  GROUP BY restaurant_id
),
votes AS (
  SELECT market, score, CASE WHEN score >= 9 THEN 1 WHEN score <= 6 THEN -1 WHEN score IS NOT NULL THEN 0 END AS vote
  FROM newest
  JOIN model.restaurants USING (restaurant_id)
),
counted AS (
  SELECT
    market,
    count(*) AS asked,
    count(vote) AS answered,
    avg(vote) AS score,
    CASE WHEN count(vote) > 1 THEN 1.959964 * stddev_samp(vote) / sqrt(count(vote)) END AS margin
  FROM votes
  GROUP BY market
)
SELECT
  market,
  asked,
  answered,
  100 * score AS promoter_score,
  CASE WHEN margin IS NOT NULL THEN 100 * greatest(score - margin, -1) END AS low,
  CASE WHEN margin IS NOT NULL THEN 100 * least(score + margin, 1) END AS high
FROM counted
ORDER BY promoter_score NULLS LAST, market
