select
    purchases.id as gift_id,
    purchases.user_id as supporter_id,
    products.make || ' ' || products.model as gift,
    products.price as amount,
    purchases.purchased_at as given_at
from {{ source('synced', 'purchases') }} as purchases
inner join {{ source('synced', 'products') }} as products on products.id = purchases.product_id
where
    purchases.purchased_at is not null
    and purchases.returned_at is null
