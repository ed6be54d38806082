"""What bodies of each field make, need and earn: plausible orders of magnitude, made up for the demonstration."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One field of work. `revenue` is the median of a year in 10,000 yuan; `nice` the class in which its goods are registered."""

    code: str | None
    domain: str | None
    industry: str
    words: tuple[str, ...]
    goods: tuple[str, ...]
    nice: str
    revenue: int
    licences: tuple[str, ...] = ()
    is_four_new: bool = False
    weight: int = 10


def _texts(joined: str) -> tuple[str, ...]:
    return tuple(joined.split())


def _field(
    code: str | None,
    domain: str | None,
    industry: str,
    words: str,
    goods: str,
    nice: str,
    revenue: int,
    licences: str = "",
    *,
    is_four_new: bool = False,
    weight: int = 10,
) -> Field:
    return Field(
        code, domain, industry, _texts(words), _texts(goods), nice, revenue, _texts(licences), is_four_new, weight
    )


INDUSTRY = (
    _field("lifting_equipment", "industry", "C34", "起重设备 起重机 重工机械", "桥式起重机 门式起重机 电动葫芦 升降平台", "7", 9000, "special_equipment pollutant_discharge", weight=30),
    _field("auto_parts", "industry", "C36", "汽车零部件 汽车配件 滤清器", "空气滤清器 制动盘 汽车座椅骨架 转向节", "12", 8000, "pollutant_discharge", weight=18),
    _field("vibration_machinery", "industry", "C35", "振动机械 筛分机械 振动设备", "振动筛 振动给料机 振动电机 直线筛", "7", 4500, "pollutant_discharge", weight=18),
    _field("light_textile", "industry", "C17", "纺织 服饰 毛纺", "棉纱 坯布 针织服装 床上用品", "25", 6000, "pollutant_discharge", weight=14),
    _field("home_appliances", "industry", "C38", "电器 制冷设备 冷柜", "商用冷柜 家用电冰箱 空气净化器 电风扇", "11", 12000, "compulsory_certification pollutant_discharge", weight=8),
    _field("chemicals", "industry", "C26", "化工 新材料 涂料", "水性涂料 复合肥 聚氨酯树脂 工业助剂", "1", 11000, "safety_production hazardous_chemicals pollutant_discharge", weight=14),
    _field("food", "industry", "C14", "食品 面业 调味品", "挂面 面粉 速冻水饺 烘焙糕点", "30", 7000, "food_production pollutant_discharge", weight=20),
    _field("biomedicine", "industry", "C27", "生物医药 制药 生物科技", "胶囊剂 血液制品 中药饮片 卫生敷料", "5", 15000, "drug_production pollutant_discharge", is_four_new=True, weight=9),
    _field("battery_new_energy", "industry", "C38", "电池 新能源 电源", "锂离子电池 镍氢电池 动力电池组 储能电源", "9", 18000, "pollutant_discharge", is_four_new=True, weight=10),
    _field("new_it", "industry", "C39", "电子 信息技术 光电", "传感器 智能电表 通信模块 显示屏", "9", 9500, "", is_four_new=True, weight=9),
    _field("other_industry", "industry", "C33", "金属制品 包装材料 建材", "钢结构件 包装纸箱 水泥预制件 铝型材", "6", 5000, "pollutant_discharge", weight=12),
)  # fmt: skip

AGRICULTURE = (
    _field("grain_zone", "agriculture", "A01", "小麦种植 粮食种植", "小麦 玉米", "31", 500, "", weight=14),
    _field("produce_protection_zone", "agriculture", "A01", "大米 水稻种植", "大米 稻谷", "30", 600, "", weight=12),
    _field("speciality_zone", "agriculture", "A01", "果蔬 中药材种植 食用菌", "山楂 金银花 香菇 黄花菜", "31", 400, "", weight=14),
    _field("modern_agricultural_park", "agriculture", "A03", "农牧 种业 现代农业", "生鲜牛奶 小麦种子 鲜鸡蛋", "31", 1800, "seed_production", weight=12),
    _field("leisure_agriculture", "agriculture", "A05", "休闲农业 田园观光", "农业观光服务 采摘服务", "39", 300, "food_business", is_four_new=True, weight=6),
    _field("rural_services", "agriculture", "A05", "农业服务 农机服务", "农机作业服务 植保服务", "44", 350, "", is_four_new=True, weight=6),
    _field("other_agriculture", "agriculture", "A04", "水产养殖 林业", "鲜活鱼 苗木", "31", 300, "", weight=4),
)  # fmt: skip

SERVICES = (
    _field("finance", "services", "J66", "小额贷款 融资担保", "小额贷款服务 融资担保服务", "36", 3000, "finance", weight=3),
    _field("logistics", "services", "G54", "物流 运输", "道路货运服务 仓储服务", "39", 3500, "road_transport", weight=10),
    _field("rd_design", "services", "M73", "工业设计 研究院", "工业设计服务 技术研究服务", "42", 900, "", is_four_new=True, weight=4),
    _field("business_consulting", "services", "L72", "商务咨询 企业管理", "商务咨询服务 人力资源服务", "35", 500, "", weight=5),
    _field("technology_services", "services", "M75", "科技服务 检测技术", "检验检测服务 技术推广服务", "42", 900, "", is_four_new=True, weight=5),
    _field("energy_saving", "services", "N77", "环保科技 节能服务", "污水治理服务 节能改造服务", "40", 1600, "pollutant_discharge", is_four_new=True, weight=4),
    _field("trade", "services", "F52", "商贸 百货 超市", "百货零售服务 日用品零售服务", "35", 2600, "food_business", weight=14),
    _field("healthcare", "services", "Q84", "健康管理 医院", "健康体检服务 康复服务", "44", 2200, "hygiene", weight=5),
    _field("elderly_care", "services", "Q85", "养老服务 颐养", "机构养老服务 居家养老服务", "43", 700, "elderly_care", weight=4),
    _field("culture", "services", "R88", "文化传播 文创", "文化演出服务 文创产品设计服务", "41", 600, "", weight=5),
    _field("tourism", "services", "N78", "旅游开发 旅行社", "景区游览服务 旅行社服务", "39", 1200, "travel_agency", weight=8),
    _field("catering", "services", "H62", "餐饮 饮食 酒楼", "餐饮服务 卤肉制品", "43", 800, "food_business hygiene", weight=12),
    _field("artificial_intelligence", "services", "I65", "人工智能 智能科技", "人工智能软件开发服务 图像识别服务", "42", 900, "", is_four_new=True, weight=3),
    _field("mobile_5g", "services", "I63", "通信技术 网络科技", "通信网络运维服务 移动通信服务", "38", 1500, "", is_four_new=True, weight=2),
    _field("industrial_internet", "services", "I64", "工业互联网 数字科技", "工业互联网平台服务 数据采集服务", "42", 900, "", is_four_new=True, weight=3),
    _field("smart_city", "services", "I65", "智慧城市 信息工程", "智慧城市集成服务 安防集成服务", "42", 1400, "", is_four_new=True, weight=3),
    _field("smart_agriculture", "services", "I65", "智慧农业 农业信息", "智慧农业平台服务 农情监测服务", "42", 600, "", is_four_new=True, weight=2),
    _field("smart_elderly_care", "services", "I65", "智慧养老 康养科技", "智慧养老平台服务 健康监测服务", "44", 500, "", is_four_new=True, weight=2),
    _field("other_services", "services", "O80", "家政服务 汽车维修", "家政服务 汽车维修服务", "37", 300, "", weight=6),
)  # fmt: skip

ENGINEERING = (
    _field("building", "engineering", "E47", "建筑工程 建设集团", "房屋建筑施工服务 建筑装饰施工服务", "37", 16000, "construction_qualification safety_production", weight=14),
    _field("traffic_works", "engineering", "E48", "路桥工程 公路工程", "公路施工服务 桥梁施工服务", "37", 14000, "construction_qualification safety_production", weight=8),
    _field("water_works", "engineering", "E48", "水利工程 水利建设", "水利施工服务 河道治理施工服务", "37", 9000, "construction_qualification safety_production", weight=6),
    _field("other_engineering", "engineering", "E50", "市政工程 安装工程", "市政施工服务 机电安装服务", "37", 5000, "construction_qualification safety_production", weight=6),
)  # fmt: skip

OTHER = (
    _field(None, "other", "P83", "教育培训 驾驶培训", "职业技能培训服务", "41", 400, "", weight=6),
    _field(None, "other", "K70", "置业 物业管理", "物业管理服务", "36", 1500, "", weight=6),
    _field(None, None, "L72", "实业 发展", "企业管理服务", "35", 600, "", weight=5),
)  # fmt: skip

BY_DOMAIN = {"industry": INDUSTRY, "agriculture": AGRICULTURE, "services": SERVICES, "engineering": ENGINEERING}
DOMAINS = tuple(BY_DOMAIN)
"""The domains that the programme speaks of, in the document's order."""
ALL_FIELDS = (*INDUSTRY, *AGRICULTURE, *SERVICES, *ENGINEERING, *OTHER)
