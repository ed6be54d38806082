"""Parts of fictitious names. Every name made from them begins with “示例·”: no real body is meant."""

MARKED = "示例·"
"""What every name in the demonstration data begins with."""

SYLLABLES = (
    "晨岳朗源沐拓澄川恒屿瑞衡启润卓泓钧岚栩昱琛翊煜澜峻霖弘嘉睿沛骁铭"
    "禾舟歌砺谦逸凡宁屹远航辰曜璟珩瑜瑾筠苒茂蔚松柏楠榆桐槿"
)

SURNAMES = "张王李赵刘陈杨黄周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹"

SCENERY = ("山", "谷", "湖", "峡", "溪", "古镇", "湿地", "森林")
WORKS = ("路立交", "河道治理", "水库除险加固", "医院门诊楼", "学校教学楼", "安置房", "污水处理厂", "国道改建")
PARKS = ("现代农业产业园", "起重装备产业园", "电池产业园", "食品产业园")

STREETS = ("示例大道", "样例路", "演示街", "虚构巷", "示范东路", "样板西路")

FOREIGN_MARKS = ("EXAMPLE-ALPHA", "EXAMPLE-NORD", "EXAMPLE-SOL", "EXAMPLE-KRAFT")
COUNTRIES = ("示例国甲", "示例国乙", "示例国丙", "示例国丁")
BODIES = ("示例·中认检验认证中心", "示例·华准认证公司", "示例·豫测检测院")
